import { describe, expect, it } from "vitest";
import { createAlertRule } from "../../src/domain/alerts/create-rule.ts";
import { deleteAlertRule } from "../../src/domain/alerts/delete-rule.ts";
import { editAlertRule } from "../../src/domain/alerts/edit-rule.ts";
import { endSilence } from "../../src/domain/alerts/end-silence.ts";
import { expectAlert } from "../../src/domain/alerts/expect-alert.ts";
import { explainAlert } from "../../src/domain/alerts/explain-alert.ts";
import { silenceAlerts } from "../../src/domain/alerts/silence-alerts.ts";
import { snoozeAlert } from "../../src/domain/alerts/snooze-alert.ts";
import { testAlert } from "../../src/domain/alerts/test-alert.ts";
import { readLevels } from "../../src/domain/alerts/typed-level.ts";
import type { CountedSubject } from "../../src/domain/quotas/subject.ts";
import type { Alert } from "../../src/storage/generated/client.ts";
import { contextOf, later, newId, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { GPU } from "../support/limited.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, repeat, tick, told } from "../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../domain/alerts/routing-site.ts";

const database = useDatabase();
const HOUR = 60 * 60_000;
const person = ({ id }: { readonly id: string }) => `person:${id}`;
const site = () => aRoutingSite(database.db);

/** About what Bob does in the lab. */
async function ofBob(here: RoutingSite): Promise<Alert> {
  const { id } = await anAlert(here, { kind: "unusual", personId: here.bob.id });
  const subjectKey = `member:${here.lab.id}:${here.bob.id}`;
  return here.db.alert.update({ where: { id }, data: { subjectKey, windowStart: later(Math.random() * 1e9) } });
}

const asMember = (here: RoutingSite): CountedSubject => ({
  scope: "member",
  organizationId: here.lab.id,
  personId: here.bob.id,
});

describe("who an alert is about", () => {
  it("silences it for nobody but themselves", async () => {
    const here = await site();
    const channel = await aChannel(here, { kinds: ["unusual"], organizationId: here.lab.id });
    const alert = await ofBob(here);
    await silenceAlerts(contextOf(here.tenant, here.bob), { subject: asMember(here), until: later(HOUR) });
    await reach(here, alert, 1);
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([["1 silenced"], ["1 card"]]);
    const steps = await here.db.alertStep.findMany({ where: { alertId: alert.id }, select: { kind: true } });
    expect(steps).toEqual([{ kind: "fired" }]);

    await tick(here, later(HOUR));
    expect(await told(here, person(here.bob))).toEqual(["1 card"]);
  });

  it("is silenced for everybody by who manages the organization's alerts", async () => {
    const here = await site();
    const channel = await aChannel(here, { kinds: ["unusual"], organizationId: here.lab.id });
    await silenceAlerts(contextOf(here.tenant, here.alice), { subject: asMember(here), until: later(HOUR) });
    await reach(here, await ofBob(here), 1);
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([["1 silenced"], ["1 silenced"]]);

    const [silence] = await here.db.alertSilence.findMany({ where: { tenantId: here.tenantId } });
    const ended = endSilence(contextOf(here.tenant, here.bob), { silenceId: silence?.id ?? "" });
    expect(await problemOf(ended)).toMatchObject({ kind: "forbidden", permission: "alert:manage" });
  });

  it("may say that it was expected, and does not end it for those who watch", async () => {
    const here = await site();
    const channel = await aChannel(here, { kinds: ["unusual"], organizationId: here.lab.id });
    const alert = await ofBob(here);
    await reach(here, alert, 1);
    const said = await expectAlert(contextOf(here.tenant, here.bob), { alertId: alert.id, reason: "a sweep" });
    expect(said.isOver).toBe(false);
    expect(await here.db.alert.findUnique({ where: { id: alert.id } })).toMatchObject({ phase: "firing" });
    expect(await planned(here, channel)).toEqual(["alert", "alert:step"]);

    await repeat(here, alert, { now: later(HOUR) });
    await reach(here, await ofBob(here), 1, { now: later(HOUR) });
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([
      ["1 card", "1 silenced"],
      ["1 card", "1 card"],
    ]);
  });
});

const limits = { kind: "quota", meter: GPU, levels: readLevels("50", "at") } as const;

describe("a rule about oneself", () => {
  it("is told to nobody else, whatever it is called and however urgent it says it is", async () => {
    const here = await site();
    const channel = await aChannel(here);
    const context = contextOf(here.tenant, here.bob);
    const name = "<!channel> all GPUs are gone";
    const { rule } = await createAlertRule(context, { ...limits, watched: asMember(here), name });
    const sample = await testAlert(context, { ruleId: rule.id });
    expect(sample).toMatchObject({ channels: [], people: [] });

    const { id } = await anAlert(here, { personId: here.bob.id });
    const alert = await here.db.alert.update({ where: { id }, data: { ruleId: rule.id } });
    await reach(here, alert, 2);
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([["2 card"], []]);
  });

  it("takes the place of what everybody gets for oneself, and for nobody else", async () => {
    const here = await site();
    const channel = await aChannel(here);
    await here.db.alertRule.update({ where: { id: here.ruleIds.one }, data: { builtIn: "quota" } });
    const alert = await ofBob(here);
    await here.db.alert.update({ where: { id: alert.id }, data: { kind: "quota" } });
    await reach(here, alert, 1);
    await createAlertRule(contextOf(here.tenant, here.bob), { ...limits, watched: asMember(here) });
    expect(await here.db.alert.findUnique({ where: { id: alert.id } })).toMatchObject({ phase: "firing" });

    await reach(here, alert, 2);
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([
      ["1 card"],
      ["1 card", "2 thread"],
    ]);
  });

  it("is another one than that by which others watch somebody, who changes nothing of that", async () => {
    const here = await site();
    const alices = await createAlertRule(contextOf(here.tenant, here.alice), { ...limits, watched: asMember(here) });
    const context = contextOf(here.tenant, here.bob);
    const ruleId = alices.rule.id;
    const refused = { kind: "forbidden", permission: "alert:manage" };
    expect(await problemOf(editAlertRule(context, { ruleId, enabled: false }))).toMatchObject(refused);
    expect(await problemOf(deleteAlertRule(context, { ruleId }))).toMatchObject(refused);
    expect(await problemOf(testAlert(context, { ruleId }))).toMatchObject(refused);

    const { rule } = await createAlertRule(context, { ...limits, watched: asMember(here) });
    expect(await deleteAlertRule(context, { ruleId: rule.id })).toMatchObject({ switchedOff: false });
  });
});

describe("a flood of them", () => {
  it("is of so many rules that one person takes nobody else's room", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.bob);
    const { rule } = await createAlertRule(context, { ...limits, watched: asMember(here) });
    const row = await here.db.alertRule.findUniqueOrThrow({ where: { id: rule.id } });
    const rows = Array.from({ length: 199 }, (_, index) => ({ ...row, id: newId(), name: `rule ${index}`, spec: {} }));
    await here.db.alertRule.createMany({ data: rows });
    const another = createAlertRule(context, { kind: "failures", watched: asMember(here) });
    expect(await problemOf(another)).toMatchObject({ kind: "alert-rule-limit", limit: 200, of: "person" });
  });

  it("is of so many silences that telling of alerts stays quick", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.bob);
    const wish = { subject: asMember(here), until: later(HOUR) };
    await silenceAlerts(context, wish);
    const row = await here.db.alertSilence.findFirstOrThrow({ where: { tenantId: here.tenantId } });
    await here.db.alertSilence.createMany({ data: Array.from({ length: 99 }, () => ({ ...row, id: newId() })) });
    expect(await problemOf(silenceAlerts(context, wish))).toMatchObject({ kind: "silence-limit", limit: 100 });
  });
});

describe("whoever only sees an alert", () => {
  it("puts it off for nobody but themselves", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    const context = contextOf(here.tenant, here.bob);
    const { isForOneself } = await snoozeAlert(context, { alertId: alert.id, until: later(25 * HOUR) });
    expect(isForOneself).toBe(true);
    await repeat(here, alert, { now: later(HOUR) });
    expect(await planned(here, person(here.alice))).toEqual(["alert", "alert:step"]);
  });

  it("reads nothing of who else is told, nor in which channels", async () => {
    const here = await site();
    await aChannel(here);
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    const asked = { alertId: alert.id };
    expect((await explainAlert(contextOf(here.tenant, here.bob), asked)).told).toEqual([]);
    expect((await explainAlert(contextOf(here.tenant, here.alice), asked)).told).toHaveLength(2);
  });
});
