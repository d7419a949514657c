import { describe, expect, it } from "vitest";
import { setAlertPreference } from "../../../src/domain/alerts/set-preference.ts";
import { contextOf, DAY, later, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, repeat, resolve, tick, told } from "./routing-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const person = ({ id }: { readonly id: string }) => `person:${id}`;
const site = () => aRoutingSite(database.db);

describe("tellAlert", () => {
  it("tells an organization's keepers, and a person of what is theirs", async () => {
    const here = await site();
    await reach(here, await anAlert(here), 1);
    await reach(here, await anAlert(here, { personId: here.bob.id }), 1);
    await reach(here, await anAlert(here, { organizationId: null, personId: here.bob.id }), 1);

    expect(await planned(here, person(here.alice))).toEqual(["alert"]);
    expect(await planned(here, person(here.bob))).toEqual(["alert", "alert"]);
    expect(await planned(here, person(here.rita))).toEqual([]);
  });

  it("tells the Super Admins of the installation's, unless there is an admin channel that takes messages", async () => {
    const here = await site();
    const tenants = { organizationId: null };
    await reach(here, await anAlert(here, tenants), 1);
    expect(await planned(here, person(here.rita))).toEqual(["alert"]);

    const channel = await aChannel(here, { purpose: "admin", kinds: [] });
    await reach(here, await anAlert(here, tenants), 1);
    await reach(here, await anAlert(here, { kind: "approvals" }), 1);
    expect(await planned(here, channel)).toEqual(["alert", "alert"]);
    expect(await planned(here, person(here.rita))).toEqual(["alert"]);

    await here.db.alertSubscription.updateMany({ where: { tenantId: here.tenantId }, data: { state: "degraded" } });
    await reach(here, await anAlert(here, tenants), 1);
    expect(await planned(here, person(here.rita))).toEqual(["alert", "alert"]);
    expect(await told(here, channel)).toEqual(["1 card", "1 card", "1 digest"]);
  });

  it("tells who runs the installation where an organization has nobody left", async () => {
    const here = await site();
    await here.db.person.update({ where: { id: here.alice.id }, data: { state: "suspended" } });
    await reach(here, await anAlert(here), 1);
    expect(await planned(here, person(here.rita))).toEqual(["alert"]);
  });

  it("tells a channel once, however many of its subscriptions fit", async () => {
    const here = await site();
    const first = await aChannel(here, { channel: "C1" });
    const second = await aChannel(here, { channel: "C1", organizationId: here.lab.id });
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await reach(here, alert, 2);
    expect([await planned(here, first), await planned(here, second)]).toEqual([["alert", "alert:step"], []]);
  });

  it("says a rising level, a repetition and the end below the card, and edits it", async () => {
    const here = await site();
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await reach(here, alert, 2, { now: later(MINUTE) });
    await repeat(here, alert, { now: later(2 * MINUTE) });
    await resolve(here, alert, { now: later(3 * MINUTE) });

    expect(await planned(here, person(here.alice))).toEqual(["alert", "alert:step", "alert:step", "alert:step"]);
    const [card, ...lines] = await here.db.delivery.findMany({
      where: { recipient: person(here.alice) },
      orderBy: { createdAt: "asc" },
    });
    expect(lines.map(({ threadOf }) => threadOf)).toEqual([card?.id, card?.id, card?.id]);
    expect(card?.wantedVersion).toBeGreaterThan(3);
    expect(await told(here, person(here.alice))).toEqual(["1 card", "2 thread"]);
  });

  it("tells nobody of a kind that they switched off", async () => {
    const here = await site();
    await setAlertPreference(contextOf(here.tenant, here.alice), { off: ["quota"] });
    await reach(here, await anAlert(here), 2);
    expect([await planned(here, person(here.alice)), await told(here, person(here.alice))]).toEqual([[], ["2 off"]]);
  });

  it("writes one row for each recipient and level, whoever tells at the same time", async () => {
    const here = await site();
    const channel = await aChannel(here);
    const alert = await anAlert(here);
    await Promise.all(Array.from({ length: 10 }, () => reach(here, alert, 1)));
    expect(await told(here, channel)).toEqual(["1 card"]);
    expect(await planned(here, channel)).toEqual(["alert"]);
    expect(await told(here, person(here.alice))).toEqual(["1 card"]);
  });
});

describe("digests", () => {
  it("R-01 gathers notes into one message a day, of what is still true, and tells urgent things apart", async () => {
    const here = await site();
    const alice = person(here.alice);
    const [first, second, third] = [await anAlert(here), await anAlert(here), await anAlert(here)];
    for (const alert of [first, second, third]) await reach(here, alert, 0);
    await resolve(here, second, { now: later(MINUTE) });
    await reach(here, third, 1, { now: later(MINUTE) });
    expect(await planned(here, alice)).toEqual(["alert"]);

    await tick(here, later(DAY));
    await tick(here, later(DAY + MINUTE));
    expect(await planned(here, alice)).toEqual(["alert", "digest"]);
    expect(await told(here, alice)).toEqual(["0 digest", "0 dropped", "0 dropped", "1 card"]);
  });

  it("sends one digest a day in each reader's zone", async () => {
    const here = await site();
    await here.db.person.update({ where: { id: here.alice.id }, data: { timeZone: "Asia/Tokyo" } });
    for (let hour = 0; hour < 72; hour++) {
      await reach(here, await anAlert(here), 0, { now: later(hour * 60 * MINUTE) });
      await tick(here, later(hour * 60 * MINUTE));
    }
    const digests = await here.db.digest.findMany({
      where: { tenantId: here.tenantId, sentAt: { not: null } },
      orderBy: { sentAt: "asc" },
    });
    // 8:00 in Tokyo is 23:00 UTC.
    expect(digests.map(({ sentAt }) => sentAt?.toISOString().slice(8, 13))).toEqual(["21T23", "22T23", "23T23"]);
  });

  it("holds what is not critical back in quiet hours and tells a few by a card each when they end", async () => {
    const here = await site();
    const alice = person(here.alice);
    await setAlertPreference(contextOf(here.tenant, here.alice), { quiet: { from: 11 * 60, until: 13 * 60 } });
    await reach(here, await anAlert(here), 1);
    await reach(here, await anAlert(here), 2);
    expect(await planned(here, alice)).toEqual(["alert"]);
    await tick(here, later(60 * MINUTE));
    expect(await planned(here, alice)).toEqual(["alert", "alert"]);
  });

  it("B-32 gathers a rule about many for the group's wait: a card each for three, one message for more", async () => {
    const here = await site();
    const channel = await aChannel(here);
    const many = async (number: number, now = NOON) => {
      for (let index = 0; index < number; index++)
        await reach(here, await anAlert(here, { personId: here.bob.id, rule: "each" }), 1, { now });
    };
    await many(3);
    expect(await planned(here, channel)).toEqual([]);
    await tick(here, later(30_000));
    expect(await planned(here, channel)).toEqual(["alert", "alert", "alert"]);

    await many(4, later(31_000));
    await tick(here, later(MINUTE * 5));
    expect(await planned(here, channel)).toHaveLength(3);
    await tick(here, later(MINUTE * 6));
    expect((await planned(here, channel)).slice(3)).toEqual(["digest"]);
  });

  it("B-32 never sends what is over within the group's wait", async () => {
    const here = await site();
    const channel = await aChannel(here);
    const alert = await anAlert(here, { personId: here.bob.id, rule: "each" });
    await reach(here, alert, 1);
    await resolve(here, alert, { now: later(10_000) });
    await tick(here, later(MINUTE));
    expect([await planned(here, channel), await told(here, channel)]).toEqual([[], ["1 dropped"]]);
  });

  it("D-15 rolls what is past a channel's budget into one message at the hour's end, but for what is critical", async () => {
    const here = await site();
    const channel = await aChannel(here, { budget: 2 });
    for (let index = 0; index < 5; index++) await reach(here, await anAlert(here), 1);
    await reach(here, await anAlert(here), 2);
    expect(await planned(here, channel)).toEqual(["alert", "alert", "alert"]);
    await tick(here, later(60 * MINUTE));
    expect((await planned(here, channel)).slice(3)).toEqual(["digest"]);
    await reach(here, await anAlert(here), 1, { now: later(61 * MINUTE) });
    expect((await planned(here, channel)).slice(4)).toEqual(["alert"]);
  });

  it("mutes a channel at times, and tells afterwards what is still true", async () => {
    const here = await site();
    const channel = await aChannel(here, { muted: ["daily 11:00-13:00"] });
    const [over, still] = [await anAlert(here), await anAlert(here)];
    await reach(here, over, 1);
    await reach(here, still, 1);
    await resolve(here, over, { now: later(MINUTE) });
    expect(await planned(here, channel)).toEqual([]);
    await tick(here, later(61 * MINUTE));
    expect(await planned(here, channel)).toEqual(["alert"]);
  });
});

describe("inhibition", () => {
  it("E9 mutes that a limit will run out once it is told to be used up", async () => {
    const here = await site();
    const used = await anAlert(here, { kind: "overage", value: 100n });
    const expected = await anAlert(here, {
      kind: "forecast",
      rule: "each",
      levels: [{ severity: "warning", percent: 100 }],
    });
    await here.db.alert.update({ where: { id: expected.id }, data: { subjectKey: used.subjectKey } });
    await reach(here, used, 2);
    await reach(here, expected, 0);
    expect(await told(here, person(here.alice))).toEqual(["2 card", "0 inhibited"]);

    await resolve(here, used, { now: later(MINUTE) });
    await tick(here, later(2 * MINUTE));
    expect(await told(here, person(here.alice))).toEqual(["2 card", "0 card"]);
  });

  it("E9 mutes what comes near for people of an organization that has used all, until that is over", async () => {
    const here = await site();
    const whole = await anAlert(here, { value: 100n });
    await reach(here, whole, 2);
    const own = await anAlert(here, { personId: here.bob.id });
    await reach(here, own, 1);
    await reach(here, await anAlert(here, { personId: here.bob.id, value: 100n }), 2);
    expect(await told(here, person(here.bob))).toEqual(["1 inhibited", "2 card"]);

    await tick(here, later(2 * MINUTE));
    expect(await told(here, person(here.bob))).toEqual(["1 inhibited", "2 card"]);
    await resolve(here, whole, { now: later(3 * MINUTE) });
    await tick(here, later(5 * MINUTE));
    await tick(here, later(6 * MINUTE));
    expect(await told(here, person(here.bob))).toEqual(["1 card", "2 card"]);
    expect(await planned(here, person(here.bob))).toEqual(["alert", "alert"]);
  });
});
