import { describe, expect, it } from "vitest";
import { acknowledgeAlert } from "../../../src/domain/alerts/acknowledge-alert.ts";
import { endSilence } from "../../../src/domain/alerts/end-silence.ts";
import { expectAlert } from "../../../src/domain/alerts/expect-alert.ts";
import { listSilences } from "../../../src/domain/alerts/list-silences.ts";
import { silenceAlerts } from "../../../src/domain/alerts/silence-alerts.ts";
import { snoozeAlert } from "../../../src/domain/alerts/snooze-alert.ts";
import { aPerson, contextOf, DAY, later, NOON, problemOf, warmUp } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, repeat, resolve, tick, told } from "./routing-site.ts";
import type { RoutingSite } from "./routing-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const person = ({ id }: { readonly id: string }) => `person:${id}`;
const site = () => aRoutingSite(database.db);

const silenceLab = (here: RoutingSite, until = later(HOUR)) =>
  silenceAlerts(contextOf(here.tenant, here.alice), {
    subject: { scope: "organization", organizationId: here.lab.id },
    until,
  });

describe("silenceAlerts", () => {
  it("R-26 outlasts an alert that comes and goes, and tells each once at its end what is still true", async () => {
    const here = await site();
    const alice = person(here.alice);
    await silenceLab(here);
    const flapping = await anAlert(here);
    await reach(here, flapping, 1, { now: later(MINUTE) });
    await resolve(here, flapping, { now: later(2 * MINUTE) });
    const again = await anAlert(here);
    await reach(here, again, 1, { now: later(3 * MINUTE) });
    await tick(here, later(30 * MINUTE));
    expect([await planned(here, alice), await told(here, alice)]).toEqual([[], ["1 silenced", "1 silenced"]]);

    await Promise.all([tick(here, later(HOUR)), tick(here, later(HOUR))]);
    await tick(here, later(HOUR + MINUTE));
    expect([await planned(here, alice), await told(here, alice)]).toEqual([["alert"], ["1 silenced", "1 card"]]);
  });

  it("holds back only the levels that are the highest when it ends", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await silenceLab(here);
    await reach(here, alert, 1);
    await reach(here, alert, 2);
    await tick(here, later(HOUR));
    expect(await told(here, person(here.alice))).toEqual(["1 silenced", "2 card"]);
  });

  it("says nothing below a card of what is silenced, and marks the card", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    expect((await silenceLab(here)).matching).toBe(1);
    await repeat(here, alert, { now: later(MINUTE) });
    await resolve(here, alert, { now: later(2 * MINUTE) });
    expect(await planned(here, person(here.alice))).toEqual(["alert"]);
  });

  it("is ended early by hand, once", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.alice, { now: later(MINUTE) });
    await silenceLab(here);
    await reach(here, await anAlert(here), 1);
    const [running] = await listSilences(context);
    const silenceId = running?.id ?? "";
    expect(running).toMatchObject({ shown: expect.stringMatching(/^all alerts for Vision Lab .* and all below it$/u) });
    await endSilence(context, { silenceId });
    expect(await problemOf(endSilence(context, { silenceId }))).toMatchObject({
      kind: "silence-over",
      by: "Alice Moreau",
    });
    await tick(here, later(2 * MINUTE));
    expect(await planned(here, person(here.alice))).toEqual(["alert"]);
    expect(await listSilences(context)).toEqual([]);
  });

  it("is for who manages it, not too long, and not of the past", async () => {
    const here = await site();
    const subject = { scope: "organization", organizationId: here.lab.id } as const;
    const bobs = silenceAlerts(contextOf(here.tenant, here.bob), { subject, until: later(HOUR) });
    expect(await problemOf(bobs)).toMatchObject({ kind: "forbidden", permission: "alert:manage" });
    const everything = { subject: { scope: "tenant" }, until: later(HOUR) } as const;
    expect(await problemOf(silenceAlerts(contextOf(here.tenant, here.alice), everything))).toMatchObject({
      permission: "alert:administer",
    });
    expect(await problemOf(silenceLab(here, later(91 * DAY)))).toMatchObject({ kind: "silence-too-long" });
    expect(await problemOf(silenceLab(here, NOON))).toMatchObject({ kind: "until-passed" });
  });

  it("is of another tenant's organization to nobody", async () => {
    const [here, there] = [await site(), await site()];
    const subject = { scope: "organization", organizationId: there.lab.id } as const;
    const wish = { subject, until: later(HOUR) };
    expect(await problemOf(silenceAlerts(contextOf(here.tenant, here.rita), wish))).toMatchObject({
      kind: "not-found",
    });
  });

  it("lets nothing slip that is told while it is made", async () => {
    for (let round = 0; round < 8; round++) {
      const here = await site();
      const channel = await aChannel(here, { organizationId: here.lab.id });
      const alerts = await Promise.all([anAlert(here), anAlert(here), anAlert(here)]);
      await warmUp(here.db, 5);
      let heard = 0;
      // What is told once the silence is said to hold would have slipped.
      await Promise.all([
        silenceLab(here).then(async () => (heard = await cardsTo(here, channel))),
        ...alerts.map((alert) => reach(here, alert, 1)),
      ]);
      expect(await cardsTo(here, channel)).toBe(heard);
      await reach(here, await anAlert(here), 1);
      expect((await told(here, channel)).at(-1)).toBe("1 silenced");
      expect(await told(here, channel)).toHaveLength(4);
    }
  });
});

async function cardsTo(here: RoutingSite, recipient: string): Promise<number> {
  return (await told(here, recipient)).filter((one) => one === "1 card").length;
}

describe("acknowledgeAlert", () => {
  it("is the first one's; the second hears whose and when", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await warmUp(here.db, 3);
    const answers = await Promise.all(
      [here.alice, here.rita].map((one) =>
        problemOf(acknowledgeAlert(contextOf(here.tenant, one), { alertId: alert.id })),
      ),
    );
    const lost = answers.filter((answer) => answer !== "nothing was refused");
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({ kind: "alert-acknowledged", by: expect.stringMatching(/Alice|Rita/u), at: NOON });
  });

  it("stops repetitions, and neither worse levels nor the end", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await acknowledgeAlert(contextOf(here.tenant, here.alice), { alertId: alert.id });
    await repeat(here, alert);
    expect(await planned(here, person(here.alice))).toEqual(["alert"]);
    await reach(here, alert, 2);
    await resolve(here, alert);
    expect(await planned(here, person(here.alice))).toEqual(["alert", "alert:step", "alert:step"]);
  });

  it("is refused of what is over, of what one may not see, and by who only looks", async () => {
    const here = await site();
    const [open, over] = [await anAlert(here), await anAlert(here)];
    await reach(here, open, 1);
    await reach(here, over, 1);
    await resolve(here, over);
    const stranger = await aPerson(here.tenant, { name: "Dana Doe" });
    await here.db.person.update({ where: { id: here.bob.id }, data: { type: "viewer" } });
    const by = (who: typeof stranger, alertId: string) =>
      problemOf(acknowledgeAlert(contextOf(here.tenant, who), { alertId }));
    expect(await by(here.alice, over.id)).toMatchObject({ kind: "alert-over" });
    expect(await by(stranger, open.id)).toMatchObject({ kind: "not-found" });
    expect(await by({ ...here.bob, type: "viewer" }, open.id)).toMatchObject({ kind: "forbidden", viewer: true });
  });
});

describe("snoozeAlert", () => {
  it("lets nothing through but what becomes critical, and says at its end what is still true", async () => {
    const here = await site();
    const channel = await aChannel(here, { organizationId: here.lab.id });
    const [warm, hot] = [await anAlert(here), await anAlert(here)];
    for (const alert of [warm, hot]) {
      await reach(here, alert, 1);
      await snoozeAlert(contextOf(here.tenant, here.alice), { alertId: alert.id, until: later(HOUR) });
    }
    await repeat(here, warm, { now: later(MINUTE) });
    expect(await planned(here, channel)).toEqual(["alert", "alert"]);
    await reach(here, hot, 2, { now: later(MINUTE) });
    expect(await planned(here, channel)).toEqual(["alert", "alert", "alert:step"]);

    await Promise.all([tick(here, later(HOUR)), tick(here, later(HOUR))]);
    expect((await planned(here, channel)).slice(3)).toEqual(["alert:step", "alert:step"]);
  });

  it("holds a level back that is reached meanwhile, and says it once when it ends or is ended", async () => {
    const here = await site();
    const alert = await anAlert(here, {
      levels: [
        { severity: "warning", percent: 80 },
        { severity: "warning", percent: 90 },
      ],
    });
    const context = contextOf(here.tenant, here.alice);
    await reach(here, alert, 0);
    await snoozeAlert(context, { alertId: alert.id, until: later(HOUR) });
    await reach(here, alert, 1, { now: later(MINUTE) });
    expect(await told(here, person(here.alice))).toEqual(["0 card", "1 snoozed"]);
    await snoozeAlert(context, { alertId: alert.id, until: null });
    await tick(here, later(2 * MINUTE));
    await tick(here, later(3 * MINUTE));
    expect(await told(here, person(here.alice))).toEqual(["0 card", "1 thread"]);
  });
});

describe("expectAlert", () => {
  it("ends unusual activity, and tells nothing of the same for seven days", async () => {
    const here = await site();
    const alert = await anAlert(here, { kind: "unusual" });
    await reach(here, alert, 1);
    const { until } = await expectAlert(contextOf(here.tenant, here.alice), { alertId: alert.id });
    expect(until).toEqual(later(7 * DAY));
    expect(await planned(here, person(here.alice))).toEqual(["alert", "alert:step"]);
    expect(await here.db.alert.findUnique({ where: { id: alert.id } })).toMatchObject({
      phase: "resolved",
      resolution: "expected",
      resolvedBy: "Alice Moreau",
    });
    const again = await anAlert(here, { kind: "unusual" });
    await here.db.alert.update({
      where: { id: again.id },
      data: { subjectKey: alert.subjectKey, windowStart: later(1) },
    });
    await reach(here, again, 1);
    expect((await told(here, person(here.alice))).at(-1)).toBe("1 silenced");
  });

  it("is refused of what is reached whether somebody expects it or not", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    expect(await problemOf(expectAlert(contextOf(here.tenant, here.alice), { alertId: alert.id }))).toMatchObject({
      kind: "alert-not-unusual",
    });
  });
});
