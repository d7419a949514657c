import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import type { Context } from "../../../src/domain/context.ts";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import { assignOrganizationPlan, previewOrganizationPlan } from "../../../src/domain/plans/assign-organization-plan.ts";
import { assignPersonPlan, previewPersonPlan } from "../../../src/domain/plans/assign-person-plan.ts";
import { explainPlan } from "../../../src/domain/plans/explain-plan.ts";
import { listPlans } from "../../../src/domain/plans/list-plans.ts";
import { ingestUsage } from "../../../src/domain/usage/ingest.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  newId,
  NOON,
  problemOf,
} from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const text = `
plans:
  - { name: free, default: true, limits: { jobs: 5 per day } }
  - { name: small, limits: { jobs: 50 per day } }
  - { name: large }
  - { name: tiny, limits: { jobs: 4 per day, sessions: 3 per rolling 7 days, storage: 10 } }
  - { name: gpu, assigned_by: super_admin }
`;
const read = readConfiguration(text, { file: "quartermaster.yml", loadedAt: NOON });
if (!read.ok) throw new Error(read.problems.join("\n"));
const { configuration } = read;

const asking = (world: World, person: SomePerson): Context => ({ ...contextOf(world, person), configuration });

async function someone() {
  const world = await aTenant(database.db);
  const boss = await aPerson(world, { name: "Alice", role: "super_admin" });
  const admin = await aPerson(world, { name: "Chen", role: "admin" });
  const bob = await aPerson(world, { name: "Bob" });
  return { world, bob, admin, asBoss: asking(world, boss), asAdmin: asking(world, admin), asBob: asking(world, bob) };
}

async function groupOf(world: World, bob: SomePerson, plan: string | null) {
  const group = await anOrganization(world, { members: [[bob, "owner"]] });
  await world.db.organization.update({ where: { id: group.id }, data: { planName: plan } });
  return group;
}

describe("assignPersonPlan", () => {
  it("gives a plan by its name or label, and tells the person", async () => {
    const { world, bob, asAdmin } = await someone();
    const set = await assignPersonPlan(asAdmin, { personId: bob.id, plan: "SMALL", reason: "seminar" });
    expect(set).toMatchObject({ changed: true, before: { personal: null }, after: { personal: "small" } });
    const told = await world.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    expect(told.map(({ recipient }) => recipient)).toEqual([`person:${bob.id}`]);
    expect(await world.db.auditEntry.findFirst({ where: { tenantId: world.tenantId } })).toMatchObject({
      kind: "person-plan-changed",
      reason: "seminar",
      data: { before: null, after: "small" },
    });
  });

  it.each(["free", "none", "default"])("takes the own plan away for %s", async (plan) => {
    const { world, bob, asAdmin } = await someone();
    await assignPersonPlan(asAdmin, { personId: bob.id, plan: "small" });
    await assignPersonPlan(asAdmin, { personId: bob.id, plan });
    expect(await world.db.person.findUnique({ where: { id: bob.id } })).toMatchObject({ planName: null });
  });

  it("changes nothing, and writes nothing down, for the plan that is had already", async () => {
    const { world, bob, asAdmin } = await someone();
    expect(await assignPersonPlan(asAdmin, { personId: bob.id, plan: "free" })).toMatchObject({ changed: false });
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId } })).toBe(0);
  });

  it("refuses who may not before it says whether there is such a plan", async () => {
    const { admin, asBob } = await someone();
    expect(await problemOf(assignPersonPlan(asBob, { personId: admin.id, plan: "huge" }))).toMatchObject({
      kind: "forbidden",
      permission: "plan:assign",
    });
  });

  it("lets nobody change their own but Super Admins", async () => {
    const { admin, asAdmin, asBoss } = await someone();
    expect(await problemOf(assignPersonPlan(asAdmin, { personId: admin.id, plan: "small" }))).toEqual({
      kind: "plan-of-oneself",
      whoMay: ["Alice"],
    });
    const own = asBoss.actor.kind === "person" ? asBoss.actor.id : "";
    expect(await assignPersonPlan(asBoss, { personId: own, plan: "gpu" })).toMatchObject({ changed: true });
  });

  it("leaves to Super Admins to give what the file leaves to them, not to take it away", async () => {
    const { bob, asAdmin, asBoss } = await someone();
    expect(await problemOf(assignPersonPlan(asAdmin, { personId: bob.id, plan: "gpu" }))).toMatchObject({
      kind: "plan-above-yours",
      whoMay: ["Alice"],
    });
    await assignPersonPlan(asBoss, { personId: bob.id, plan: "gpu" });
    expect(await assignPersonPlan(asAdmin, { personId: bob.id, plan: "none" })).toMatchObject({ changed: true });
  });

  it("decides by what the actor is when it happens, not when they asked", async () => {
    const { world, admin, bob, asAdmin } = await someone();
    await world.db.person.update({ where: { id: admin.id }, data: { role: "regular" } });
    expect(await problemOf(assignPersonPlan(asAdmin, { personId: bob.id, plan: "small" }))).toMatchObject({
      kind: "forbidden",
    });
  });

  it("finds nobody in another tenant, and no deleted person", async () => {
    const { world, bob, asAdmin } = await someone();
    const other = await someone();
    const missing = { kind: "not-found", thing: "person" };
    expect(await problemOf(assignPersonPlan(asAdmin, { personId: other.bob.id, plan: "small" }))).toEqual(missing);
    await world.db.person.update({ where: { id: bob.id }, data: { state: "deleted" } });
    expect(await problemOf(assignPersonPlan(asAdmin, { personId: bob.id, plan: "small" }))).toEqual(missing);
  });

  it("names in a preview what it would do, and does nothing", async () => {
    const { world, bob, asAdmin } = await someone();
    const preview = await previewPersonPlan(asAdmin, { personId: bob.id, plan: "small" });
    expect(preview.after.effective.plan.name).toBe("small");
    expect(preview.impact.over).toEqual([]);
    expect(await world.db.person.findUnique({ where: { id: bob.id } })).toMatchObject({ planName: null });
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId } })).toBe(0);
  });

  it("writes one entry for one change when many give the same plan at once", async () => {
    const { world, bob, asAdmin, asBoss } = await someone();
    const asked = Array.from({ length: 8 }, (_, at) =>
      assignPersonPlan(at % 2 === 0 ? asAdmin : asBoss, { personId: bob.id, plan: "small" }),
    );
    const sets = await Promise.all(asked);
    expect(sets.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId } })).toBe(1);
  });
});

function use(person: Pick<SomePerson, "id">, meter: string, amount: number, time = NOON) {
  return { source: "test", id: `${person.id} ${meter}`, time, meter, amount, person: person.id };
}

describe("assignOrganizationPlan", () => {
  it("gives a group that one does not belong to a plan, and tells its keepers", async () => {
    const { world, bob, asBoss } = await someone();
    const group = await groupOf(world, bob, null);
    const set = await assignOrganizationPlan(asBoss, { organizationId: group.id, plan: "large" });
    expect(set).toMatchObject({ before: null, after: "large", members: 1, withOwnPlan: 0 });
    const told = await world.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    expect(told.map(({ recipient }) => recipient)).toEqual([`person:${bob.id}`]);
  });

  it("names before who would be over, by each kind of window, and nobody else", async () => {
    const { world, asBoss } = await someone();
    const names = ["Ann", "Ben", "Cem", "Dan", "Eve"] as const;
    const [ann, ben, cem, dan, eve] = await Promise.all(names.map((name) => aPerson(world, { name })));
    if (!ann || !ben || !cem || !dan || !eve) throw new Error("five are there");
    const group = await anOrganization(world, { members: [ann, ben, cem, dan].map((one) => [one, "member"] as const) });
    await world.db.person.update({ where: { id: dan.id }, data: { planName: "large" } });
    const events = [
      use(ann, "jobs", 6),
      use(ann, "storage", 9),
      use(ben, "jobs", 6, later(-2 * DAY)),
      use(ben, "sessions", 4, later(-2 * DAY)),
      use(cem, "storage", 11),
      use(dan, "jobs", 600),
      use(eve, "jobs", 600),
    ];
    await ingestUsage(asBoss, { tenantId: world.tenantId, events });

    const { impact } = await previewOrganizationPlan(asBoss, { organizationId: group.id, plan: "tiny" });
    expect(impact.over.map(({ subjectName, limit }) => `${subjectName} ${limit.meter}`).toSorted()).toEqual([
      "Ann jobs",
      "Ben sessions",
      "Cem storage",
    ]);
    expect(await world.db.organization.findUnique({ where: { id: group.id } })).toMatchObject({ planName: null });
  });

  it("looks at the 500 furthest over by part of their limit, and says how many more there are", async () => {
    const { world, asBoss } = await someone();
    const people = Array.from({ length: 503 }, (_, n) => ({
      id: newId(),
      tenantId: world.tenantId,
      username: `many_${n}`,
      displayName: `Many ${n}`,
      state: "active" as const,
      createdAt: NOON,
    }));
    await world.db.person.createMany({ data: people });
    const group = await anOrganization(world, {});
    const joined = { tenantId: world.tenantId, organizationId: group.id, role: "member" as const, joinedAt: NOON };
    await world.db.membership.createMany({ data: people.map(({ id }) => ({ ...joined, id: newId(), personId: id })) });
    const [far, ...near] = people;
    const events = [use({ id: far?.id ?? "" }, "jobs", 40), ...near.map(({ id }) => use({ id }, "storage", 15))];
    await ingestUsage(asBoss, { tenantId: world.tenantId, events });

    const { impact } = await previewOrganizationPlan(asBoss, { organizationId: group.id, plan: "tiny" });
    expect([impact.over.length, impact.unseen]).toEqual([500, 3]);
    expect(impact.over.map(({ subjectName }) => subjectName)).toContain("Many 0");
  });

  it("takes it away for none, keeps the default as a plan like others", async () => {
    const { world, bob, asBoss } = await someone();
    const group = await groupOf(world, bob, "large");
    const at = { organizationId: group.id };
    expect(await assignOrganizationPlan(asBoss, { ...at, plan: "free" })).toMatchObject({ after: "free" });
    expect(await assignOrganizationPlan(asBoss, { ...at, plan: "none" })).toMatchObject({ after: null });
  });

  it("takes a Super Admin, and refuses organizations of other tenants and deleted ones", async () => {
    const { world, bob, asAdmin, asBoss } = await someone();
    const group = await groupOf(world, bob, null);
    const wish = { organizationId: group.id, plan: "large" };
    expect(await problemOf(assignOrganizationPlan(asAdmin, wish))).toMatchObject({
      kind: "forbidden",
      permission: "plan:assign-organization",
    });
    const other = await someone();
    expect(await problemOf(assignOrganizationPlan(other.asBoss, wish))).toMatchObject({ kind: "not-found" });
    await deleteOrganization(asking(world, bob), { organizationId: group.id });
    expect(await problemOf(assignOrganizationPlan(asBoss, wish))).toMatchObject({ kind: "not-found" });
  });
});

describe("explainPlan", () => {
  it("names every place, why it lost, and what would flip the answer", async () => {
    const { world, bob, asBob } = await someone();
    const large = await groupOf(world, bob, "large");
    const small = await groupOf(world, bob, "small");
    const gone = await groupOf(world, bob, "gone");
    const { rules, flips, effective } = await explainPlan(asBob);
    expect(effective).toMatchObject({ plan: { name: "large" }, organization: large.id });
    expect(rules.map(({ organization, through, outcome }) => [organization ?? through, outcome])).toEqual([
      ["personal", "nothing-given"],
      ...[
        [large.name, "applies"],
        [small.name, "listed-earlier"],
        [gone.name, "gone"],
      ].toSorted(([one = ""], [other = ""]) => one.localeCompare(other)),
      ["default", "given-elsewhere"],
    ]);
    expect(flips).toEqual([
      { kind: "give-personal" },
      { kind: "leave", organizations: [large.name], next: "small" },
      { kind: "group-listed-later", plans: ["tiny", "gpu"] },
    ]);
  });

  it("keeps a personal plan that left the file out of the way, and says so", async () => {
    const { world, bob, asBob } = await someone();
    await world.db.person.update({ where: { id: bob.id }, data: { planName: "gone" } });
    const { rules, effective } = await explainPlan(asBob);
    expect(effective).toMatchObject({ plan: { name: "free" }, through: "default", missing: [{ plan: "gone" }] });
    expect(rules[0]).toMatchObject({ plan: "gone", outcome: "gone" });
  });

  it("shows other people's to those who may see everybody's limits", async () => {
    const { admin, bob, asAdmin, asBob } = await someone();
    expect(await explainPlan(asAdmin, { personId: bob.id })).toMatchObject({ person: { name: "Bob" } });
    expect(await problemOf(explainPlan(asBob, { personId: admin.id }))).toMatchObject({
      kind: "forbidden",
      permission: "quota:read",
    });
  });
});

describe("listPlans", () => {
  it("counts everybody under the plan that applies to them, as precedence does", async () => {
    const { world, bob, admin, asAdmin } = await someone();
    await groupOf(world, bob, "large");
    await groupOf(world, bob, "small");
    const both = await groupOf(world, admin, "small");
    await world.db.person.update({ where: { id: admin.id }, data: { planName: "gone" } });
    const { rows, missing } = await listPlans(asAdmin);
    expect(both.name).toBeTruthy();
    expect(rows.map(({ plan, counts }) => [plan.name, counts?.people, counts?.organizations])).toEqual([
      ["free", 1, 0],
      ["small", 1, 2],
      ["large", 1, 1],
      ["tiny", 0, 0],
      ["gpu", 0, 0],
    ]);
    expect(missing).toEqual([{ plan: "gone", people: 1, organizations: 0 }]);
  });

  it("shows others their own plans and the default, without anybody else", async () => {
    const { world, bob, asBob } = await someone();
    await groupOf(world, bob, "large");
    const { rows, missing, seesAll } = await listPlans(asBob);
    expect(rows.map(({ plan, counts, isMine }) => [plan.name, counts, isMine])).toEqual([
      ["free", undefined, false],
      ["large", undefined, true],
    ]);
    expect({ missing, seesAll }).toEqual({ missing: [], seesAll: false });
  });
});
