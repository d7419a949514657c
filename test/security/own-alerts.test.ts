import { describe, expect, it } from "vitest";
import { expectAlert } from "../../src/domain/alerts/expect-alert.ts";
import { silenceAlerts } from "../../src/domain/alerts/silence-alerts.ts";
import type { CountedSubject } from "../../src/domain/quotas/subject.ts";
import type { Alert } from "../../src/storage/generated/client.ts";
import { contextOf, later } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
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
    const channel = await aChannel(here, { kinds: ["unusual"] });
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
    const channel = await aChannel(here, { kinds: ["unusual"] });
    await silenceAlerts(contextOf(here.tenant, here.alice), { subject: asMember(here), until: later(HOUR) });
    await reach(here, await ofBob(here), 1);
    expect([await told(here, person(here.bob)), await told(here, channel)]).toEqual([["1 silenced"], ["1 silenced"]]);
  });

  it("may say that it was expected, and does not end it for those who watch", async () => {
    const here = await site();
    const channel = await aChannel(here, { kinds: ["unusual"] });
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
