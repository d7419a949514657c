import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAlertRule } from "../../../src/domain/alerts/create-rule.ts";
import { deleteAlertRule } from "../../../src/domain/alerts/delete-rule.ts";
import { endSilence } from "../../../src/domain/alerts/end-silence.ts";
import { actsOn } from "../../../src/domain/alerts/in-whose-name.ts";
import type { Route } from "../../../src/domain/alerts/in-whose-name.ts";
import { listSilences } from "../../../src/domain/alerts/list-silences.ts";
import { silenceAlerts } from "../../../src/domain/alerts/silence-alerts.ts";
import { snoozeAlert } from "../../../src/domain/alerts/snooze-alert.ts";
import { anOrganization, aPerson, contextOf, later, newId, problemOf } from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, repeat, tick, told } from "./routing-site.ts";
import type { RoutingSite } from "./routing-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const person = ({ id }: { readonly id: string }) => `person:${id}`;

/** The lab with a channel of its own, one of the organization above it, and one of the installation's. */
async function site() {
  const here = await aRoutingSite(database.db);
  const above = await anOrganization(here.tenant, {
    name: `Faculty ${here.tenantId}`,
    members: [[here.rita, "owner"]],
  });
  await here.db.organization.update({ where: { id: here.lab.id }, data: { parentId: above.id } });
  const own = await aChannel(here, { organizationId: here.lab.id });
  const wide = await aChannel(here);
  const faculty = await aChannel(here, { organizationId: above.id });
  await here.db.alertSubscription.updateMany({
    where: { organizationId: above.id },
    data: { createdById: here.rita.id, createdByName: "Rita Root" },
  });
  return { ...here, above, own, faculty, wide };
}

type Site = Awaited<ReturnType<typeof site>>;

async function everybodyTold(here: Site) {
  const [own, faculty, wide, alice] = await Promise.all(
    [here.own, here.faculty, here.wide, person(here.alice)].map((one) => told(here, one)),
  );
  return { own, faculty, wide, alice };
}

const silence = (here: RoutingSite, by: SomePerson) =>
  silenceAlerts(contextOf(here.tenant, by), {
    subject: { scope: "organization", organizationId: here.lab.id },
    until: later(HOUR),
  });

describe("actsOn", () => {
  it.each<{ giver: string | null; route: Route; acts: boolean }>([
    { giver: null, route: "own", acts: true },
    { giver: null, route: "installation", acts: true },
    { giver: null, route: ["lab", "faculty"], acts: true },
    { giver: "lab", route: "own", acts: true },
    { giver: "lab", route: "installation", acts: false },
    { giver: "lab", route: ["lab", "faculty"], acts: true },
    { giver: "lab", route: ["faculty"], acts: false },
    { giver: "faculty", route: ["lab", "faculty"], acts: true },
  ])("$giver on $route: $acts", ({ giver, route, acts }) => {
    expect(actsOn(giver, route)).toBe(acts);
  });

  it("never has an organization act on what is not its own, whatever the tree", () => {
    const organizations = ["a", "b", "c", "d"] as const;
    const route = fc.oneof(fc.constant("installation" as const), fc.subarray([...organizations]));
    fc.assert(
      fc.property(fc.constantFrom(...organizations), route, (giver, one) => {
        expect(actsOn(giver, one)).toBe(one !== "installation" && one.includes(giver));
      }),
    );
  });
});

describe("a silence", () => {
  it("of an organization is for its own people and channels, never for those above or the installation's", async () => {
    const here = await site();
    await silence(here, here.alice);
    await reach(here, await anAlert(here), 1);
    expect(await everybodyTold(here)).toEqual({
      own: ["1 silenced"],
      faculty: ["1 card"],
      wide: ["1 card"],
      alice: ["1 silenced"],
    });
  });

  it("of the installation is for all, and nobody below ends it", async () => {
    const here = await site();
    await silence(here, here.rita);
    await reach(here, await anAlert(here), 1);
    const all = await everybodyTold(here);
    expect(Object.values(all).flat()).toEqual(["1 silenced", "1 silenced", "1 silenced", "1 silenced"]);

    const context = contextOf(here.tenant, here.alice);
    const [running] = await listSilences(context);
    expect(await problemOf(endSilence(context, { silenceId: running?.id ?? "" }))).toMatchObject({
      kind: "forbidden",
      permission: "alert:administer",
    });
    await endSilence(contextOf(here.tenant, here.rita), { silenceId: running?.id ?? "" });
  });
});

describe("ending a silence", () => {
  it("answers the same of what is not there and of what is not theirs to see, over or not", async () => {
    const here = await site();
    const { silence: running } = await silence(here, here.alice);
    const stranger = contextOf(here.tenant, await aPerson(here.tenant, { name: "Dana Doe" }));
    const asked = async (silenceId: string) => problemOf(endSilence(stranger, { silenceId }));
    const nothing = await asked(newId());
    expect(nothing).toEqual({ kind: "not-found", thing: "alert_silence" });
    expect(await asked(running.id)).toEqual(nothing);
    await endSilence(contextOf(here.tenant, here.alice), { silenceId: running.id });
    expect(await asked(running.id)).toEqual(nothing);
  });
});

describe("a snooze", () => {
  it("of an organization lets the installation hear on, and says at its end what is so to its own only", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    const context = contextOf(here.tenant, here.alice);
    expect(await snoozeAlert(context, { alertId: alert.id, until: later(HOUR) })).toMatchObject({
      isForOneself: false,
    });
    await repeat(here, alert, { now: later(MINUTE) });
    expect([await planned(here, here.own), await planned(here, here.wide)]).toEqual([
      ["alert"],
      ["alert", "alert:step"],
    ]);
    await tick(here, later(HOUR));
    expect([await planned(here, here.own), await planned(here, here.wide)]).toEqual([
      ["alert", "alert:step"],
      ["alert", "alert:step"],
    ]);
  });

  it("of who does not manage it is their own; others hear on", async () => {
    const here = await site();
    const alert = await anAlert(here, { personId: here.bob.id });
    await reach(here, alert, 1);
    const context = contextOf(here.tenant, here.bob);
    expect(await snoozeAlert(context, { alertId: alert.id, until: later(HOUR) })).toMatchObject({ isForOneself: true });
    await repeat(here, alert, { now: later(MINUTE) });
    expect([await planned(here, person(here.bob)), await planned(here, here.own)]).toEqual([
      ["alert"],
      ["alert", "alert:step"],
    ]);
    await reach(here, alert, 2, { now: later(2 * MINUTE) });
    expect(await planned(here, person(here.bob))).toEqual(["alert", "alert:step"]);
    expect((await here.db.alert.findUniqueOrThrow({ where: { id: alert.id } })).snoozedUntil).toBeNull();
    await snoozeAlert(context, { alertId: alert.id, until: null });
    expect(await listSilences(context)).toEqual([]);
  });

  it("from above is not ended from below", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await snoozeAlert(contextOf(here.tenant, here.rita), { alertId: alert.id, until: later(HOUR) });
    const ending = snoozeAlert(contextOf(here.tenant, here.alice), { alertId: alert.id, until: null });
    expect(await problemOf(ending)).toMatchObject({ kind: "forbidden", permission: "alert:administer" });
  });
});

function wishIn(here: Site) {
  const { meters } = contextOf(here.tenant, here.alice).configuration;
  return {
    kind: "forecast",
    watched: { scope: "organization", organizationId: here.lab.id },
    meter: meters.find(({ name }) => name === "gpu_hours"),
  } as const;
}

describe("a rule", () => {
  it("of an organization is told to what is its own, however critical it calls itself", async () => {
    const here = await site();
    const { rule } = await createAlertRule(contextOf(here.tenant, here.alice), wishIn(here));
    const alert = await anAlert(here, { levels: [{ severity: "critical" }] });
    await here.db.alert.update({ where: { id: alert.id }, data: { ruleId: rule.id } });
    await reach(here, alert, 0);
    expect(await everybodyTold(here)).toEqual({ own: ["0 card"], faculty: [], wide: [], alice: ["0 card"] });
  });

  it("of the installation is told to all, and changed by nobody below", async () => {
    const here = await site();
    const { rule } = await createAlertRule(contextOf(here.tenant, here.rita), wishIn(here));
    const deleting = deleteAlertRule(contextOf(here.tenant, here.alice), { ruleId: rule.id });
    expect(await problemOf(deleting)).toMatchObject({ kind: "forbidden", permission: "alert:administer" });
    const alert = await anAlert(here);
    await here.db.alert.update({ where: { id: alert.id }, data: { ruleId: rule.id } });
    await reach(here, alert, 1);
    expect(Object.values(await everybodyTold(here)).flat()).toHaveLength(4);
  });

  it("of an organization takes the place of what everybody gets for what is its own only", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await here.db.alertRule.update({ where: { id: here.ruleIds.one }, data: { builtIn: "quota" } });
    const own = await createAlertRule(contextOf(here.tenant, here.alice), wishIn(here));
    await here.db.alertRule.update({
      where: { id: own.rule.id },
      data: { kind: "quota", subjectKey: alert.subjectKey, meter: null },
    });
    await reach(here, alert, 1);
    expect(await everybodyTold(here)).toEqual({ own: [], faculty: ["1 card"], wide: ["1 card"], alice: [] });
  });
});

it("R-30 the installation's subscription of a channel comes before an organization's, whose mute windows hold back nothing of it", async () => {
  const here = await aRoutingSite(database.db);
  const muted = await aChannel(here, { channel: "C1", organizationId: here.lab.id, muted: ["daily"] });
  const wide = await aChannel(here, { channel: "C1" });
  await reach(here, await anAlert(here), 1);
  expect([await told(here, muted), await told(here, wide)]).toEqual([[], ["1 card"]]);
});
