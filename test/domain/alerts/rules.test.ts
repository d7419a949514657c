import { describe, expect, it } from "vitest";
import { ensureBuiltInRules } from "../../../src/domain/alerts/built-in-rules.ts";
import { createAlertRule } from "../../../src/domain/alerts/create-rule.ts";
import { deleteAlertRule } from "../../../src/domain/alerts/delete-rule.ts";
import { alertDoctor } from "../../../src/domain/alerts/doctor.ts";
import { editAlertRule } from "../../../src/domain/alerts/edit-rule.ts";
import { explainRule } from "../../../src/domain/alerts/explain-rule.ts";
import { listAlerts } from "../../../src/domain/alerts/list-alerts.ts";
import { listAlertRules, showAlertRule } from "../../../src/domain/alerts/list-rules.ts";
import type { RuleWish } from "../../../src/domain/alerts/rule-wish.ts";
import { testAlert } from "../../../src/domain/alerts/test-alert.ts";
import { readLevels } from "../../../src/domain/alerts/typed-level.ts";
import { contextOf, anOrganization, aPerson, aTenant, newId, NOON } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimit, GPU, hasUsed, hours } from "../../support/limited.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db);
  const owner = await aPerson(world, { name: "Alice Moreau" });
  const admin = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const outsider = await aPerson(world, { name: "Dana Roth" });
  const root = await aPerson(world, { name: "Root", role: "admin" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [owner, "owner"],
      [admin, "admin"],
      [bob, "member"],
    ],
  });
  const as = (person: SomePerson) => contextOf(world, person);
  await ensureBuiltInRules(world.db, { tenantId: world.tenantId, now: NOON, newId });
  return { world, owner, admin, bob, outsider, root, lab, as };
}

const ofLab = (lab: { readonly id: string }, with_: Partial<RuleWish> = {}): RuleWish => ({
  kind: "quota",
  watched: { scope: "organization", organizationId: lab.id },
  meter: GPU,
  levels: readLevels("60, 90", "at"),
  ...with_,
});

const problem = (kind: string, more = {}) => ({ problem: { kind, ...more } });

describe("createAlertRule", () => {
  it("is for who manages the organization's alerts, for administrators, and for oneself", async () => {
    const { lab, admin, bob, outsider, root, as } = await aLab();
    expect((await createAlertRule(as(admin), ofLab(lab))).rule.name).toBe("GPU hours of Vision Lab, limit");
    await expect(createAlertRule(as(bob), ofLab(lab, { kind: "overage" }))).rejects.toMatchObject(
      problem("forbidden", { permission: "alert:manage" }),
    );
    await expect(createAlertRule(as(outsider), ofLab(lab, { kind: "overage" }))).rejects.toMatchObject(
      problem("not-found"),
    );
    await createAlertRule(as(root), ofLab(lab, { kind: "overage" }));
    await createAlertRule(as(bob), ofLab(lab, { watched: { scope: "person", personId: bob.id } }));
    await expect(
      createAlertRule(as(bob), ofLab(lab, { watched: { scope: "person", personId: admin.id } })),
    ).rejects.toMatchObject(problem("forbidden", { permission: "alert:administer" }));
    await expect(createAlertRule(as(admin), ofLab(lab, { watched: "each" }))).rejects.toMatchObject(
      problem("forbidden", { permission: "alert:administer" }),
    );
    await expect(createAlertRule(as(root), ofLab(lab, { watched: "each", meter: undefined }))).rejects.toMatchObject(
      problem("alert-rule-exists", { name: "Limits coming near" }),
    );
  });

  it("does not look across tenants", async () => {
    const { lab } = await aLab();
    const other = await aLab();
    await expect(createAlertRule(other.as(other.root), ofLab(lab))).rejects.toMatchObject(problem("not-found"));
  });

  it("gives each rule a name of its own, numbered where none was given, refused where it was", async () => {
    const { lab, admin, as } = await aLab();
    await createAlertRule(as(admin), ofLab(lab, { name: "Mine" }));
    await expect(createAlertRule(as(admin), ofLab(lab, { kind: "overage", name: " mine " }))).rejects.toMatchObject(
      problem("alert-rule-name-taken", { suggestion: "mine 2", field: "name" }),
    );
    await expect(
      createAlertRule(as(admin), ofLab(lab, { kind: "overage", name: "x".repeat(81) })),
    ).rejects.toMatchObject(problem("text-invalid", { reason: "too-long" }));
    await expect(createAlertRule(as(admin), ofLab(lab))).rejects.toMatchObject(problem("alert-rule-exists"));
  });

  it("of two made at the same time, one is refused", async () => {
    const { lab, admin, root, as } = await aLab();
    const made = await Promise.allSettled([as(admin), as(root)].map((context) => createAlertRule(context, ofLab(lab))));
    expect(made.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it.each([
    ["usage", { meter: undefined }, "needs-meter"],
    ["failures", {}, "takes-no-meter"],
    ["stale", { meter: undefined, levels: undefined }, "installation-only"],
    ["external", {}, "from-outside"],
  ] as const)("refuses what %s cannot look at", async (kind, more, because) => {
    const { lab, admin, as } = await aLab();
    await expect(createAlertRule(as(admin), ofLab(lab, { kind, ...more }))).rejects.toMatchObject(
      problem("alert-rule-unfit", { because }),
    );
  });
});

describe("editAlertRule", () => {
  it("changes what is named, tells who made it, and has it look anew", async () => {
    const { world, lab, admin, owner, as } = await aLab();
    const { rule } = await createAlertRule(as(admin), ofLab(lab));
    await world.db.alertRule.update({ where: { id: rule.id }, data: { lookedAt: NOON } });
    const edited = await editAlertRule(as(owner), { ruleId: rule.id, levels: readLevels("70", "at"), name: "Seventy" });
    expect(edited).toMatchObject({
      changed: true,
      after: { tells: "from 70 % of GPU hours on", rule: { name: "Seventy" } },
    });
    expect(await world.db.alertRule.findFirst({ where: { id: rule.id } })).toMatchObject({ lookedAt: null });
    expect(await toldTo(world)).toEqual([`person:${admin.id}`]);
    expect((await editAlertRule(as(owner), { ruleId: rule.id, name: "Seventy" })).changed).toBe(false);
  });

  it("switches what came with the installation off and on, by administrators alone", async () => {
    const { root, owner, as } = await aLab();
    const [builtIn] = (await listAlertRules(as(owner), { kind: "quota" })).rows;
    const ruleId = builtIn?.rule.id ?? "";
    await expect(editAlertRule(as(owner), { ruleId, enabled: false })).rejects.toMatchObject(
      problem("forbidden", { permission: "alert:administer" }),
    );
    expect((await editAlertRule(as(root), { ruleId, enabled: false })).after.enabled).toBe(false);
    expect((await alertDoctor(as(root))).switchedOff).toEqual(["Limits coming near"]);
    expect((await deleteAlertRule(as(root), { ruleId })).switchedOff).toBe(true);
    expect((await showAlertRule(as(root), { ruleId })).enabled).toBe(false);
  });
});

describe("deleteAlertRule", () => {
  it("ends what it has open, and is then not found", async () => {
    const { world, lab, admin, bob, as } = await aLab();
    const { rule } = await createAlertRule(as(admin), ofLab(lab));
    await anOpenAlert(world, { ruleId: rule.id, organizationId: lab.id });
    await expect(deleteAlertRule(as(bob), { ruleId: rule.id })).rejects.toMatchObject(problem("forbidden"));
    expect(await deleteAlertRule(as(admin), { ruleId: rule.id })).toMatchObject({ ended: 1, switchedOff: false });
    expect(await world.db.alert.findFirst({ where: { ruleId: rule.id } })).toMatchObject({
      phase: "resolved",
      resolution: "rule-changed",
      resolvedBy: "Chen Li",
    });
    await expect(showAlertRule(as(admin), { ruleId: rule.id })).rejects.toMatchObject(problem("not-found"));
  });
});

describe("listAlerts and listAlertRules", () => {
  it("show each what is theirs to see, and samples to nobody", async () => {
    const { world, lab, admin, bob, outsider, root, as } = await aLab();
    const { rule } = await createAlertRule(as(admin), ofLab(lab));
    await anOpenAlert(world, { ruleId: rule.id, organizationId: lab.id });
    await anOpenAlert(world, { ruleId: rule.id, organizationId: lab.id, personId: admin.id });
    await testAlert(as(admin), { ruleId: rule.id });
    const seenBy = async (person: SomePerson) => [
      (await listAlerts(as(person))).total,
      (await listAlertRules(as(person), { text: "Vision Lab" })).total,
    ];
    expect(await seenBy(bob)).toEqual([1, 1]);
    expect(await seenBy(admin)).toEqual([2, 1]);
    expect(await seenBy(root)).toEqual([2, 1]);
    expect(await seenBy(outsider)).toEqual([0, 0]);
  });
});

describe("testAlert", () => {
  it("sends a marked sample to whoever asks, and names who would hear", async () => {
    const { world, lab, admin, bob, as } = await aLab();
    const { rule } = await createAlertRule(as(admin), ofLab(lab));
    const { alertId, people } = await testAlert(as(admin), { ruleId: rule.id });
    expect(people).toEqual(["Alice Moreau"]);
    const told = await world.db.delivery.findMany({ where: { subject: "alert", subjectId: alertId } });
    expect(told.map(({ recipient }) => recipient)).toEqual([`person:${admin.id}`]);
    await expect(testAlert(as(bob), { ruleId: rule.id })).rejects.toMatchObject(problem("forbidden"));
  });

  it.each(["usage", "forecast", "failures", "unusual", "idle", "approvals", "expiring", "overage"] as const)(
    "has a sample for %s",
    async (kind) => {
      const { lab, admin, as } = await aLab();
      const isPlain = kind === "failures" || kind === "approvals" || kind === "expiring";
      const levels = kind === "usage" ? readLevels("5 GPU hours", "at") : undefined;
      const view = await createAlertRule(as(admin), ofLab(lab, { kind, levels, ...(isPlain && { meter: undefined }) }));
      expect((await testAlert(as(admin), { ruleId: view.rule.id })).channels).toEqual([]);
    },
  );
});

describe("explainRule", () => {
  it("shows where the levels of a limit are, whether or not anything fires", async () => {
    const { world, lab, admin, bob, as } = await aLab();
    const subject = { scope: "organization", organizationId: lab.id } as const;
    await aLimit(world, subject, { hours: 400 });
    await hasUsed(world, subject, 250);
    const { rule } = await createAlertRule(as(admin), ofLab(lab));
    const asked = { subject: undefined, otherwise: { scope: "tenant" } } as const;
    const { limits } = await explainRule(as(bob), { ruleId: rule.id, ...asked });
    const found = limits?.find(({ state }) => state.limit.source.kind === "quota");
    expect(found?.seen.levels.map(({ name, at, clearAt }) => [name, at, clearAt])).toEqual([
      ["60 %", hours(240), hours(232)],
      ["90 %", hours(360), hours(352)],
    ]);
  });
});

async function toldTo({ db, tenantId }: World): Promise<readonly string[]> {
  const rows = await db.delivery.findMany({ where: { tenantId, subject: "notice" }, select: { recipient: true } });
  return [...new Set(rows.map(({ recipient }) => recipient))];
}

interface Open {
  readonly ruleId: string;
  readonly organizationId: string;
  readonly personId?: string;
}

async function anOpenAlert({ db, tenantId }: World, { ruleId, organizationId, personId }: Open): Promise<void> {
  await db.alert.create({
    data: {
      id: newId(),
      tenantId,
      ruleId,
      kind: "quota",
      subjectKey: personId ? `member:${organizationId}:${personId}` : `organization:${organizationId}`,
      organizationId,
      personId: personId ?? null,
      subjectName: "Vision Lab",
      meter: GPU.name,
      window: "month",
      windowStart: NOON,
      episode: 1,
      phase: "firing",
      level: 0,
      levels: [{ name: "60 %", severity: "warning", at: "1", clearAt: "1" }],
      severity: "warning",
      value: 2n,
      peak: 2n,
      limit: 3n,
      facts: {},
      cause: "usage",
      pendingSince: NOON,
      firedAt: NOON,
      evaluatedAt: NOON,
    },
  });
}
