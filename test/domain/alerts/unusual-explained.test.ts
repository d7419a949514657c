import { describe, expect, it } from "vitest";
import { expectAlert } from "../../../src/domain/alerts/expect-alert.ts";
import { readFacts } from "../../../src/domain/alerts/facts.ts";
import { flushDigests } from "../../../src/domain/alerts/flush-digests.ts";
import { releaseHeldAlerts } from "../../../src/domain/alerts/release-held.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { anOrganization, contextOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { later } from "./alerts-site.ts";
import { about, anUnusualSite, personally, strikeAfter, toldOf, used } from "./unusual-site.ts";
import type { UnusualSite } from "./unusual-site.ts";

const database = useDatabase();
const HOUR = 3_600_000;

/** From nothing to 60, each of four in their own hours, so that together they use much the same all the time. */
const swinging = (which: number) =>
  about(0).map(([hours], nth) => [hours, 1 + ((nth * 17 + which * 15) % 60)] as const);

/** What waits or was held back is looked at again, so many hours from now. */
async function settleDown({ site }: UnusualSite, hours: number): Promise<void> {
  for (const minutes of [3, 5, 7]) {
    const world = later(site, hours * HOUR + minutes * 60_000);
    await flushDigests(world);
    await releaseHeldAlerts(world);
  }
}

async function explaining({ site: { db, tenantId }, lab }: UnusualSite) {
  const alert = await db.alert.findFirstOrThrow({ where: { tenantId, organizationId: lab.id } });
  return readFacts(alert.facts).explaining?.map(({ name, percent }) => `${name} ${percent} %`);
}

describe("one cause", () => {
  it("is told once to each who hears of it, by the alert nearest to it", async () => {
    const here = await anUnusualSite(database.db);
    await used(here, { person: here.bob }, about(20));
    await used(here, { person: here.chen }, about(20));
    await used(here, { person: here.bob }, [[0, 400]]);
    await used(here, { person: here.chen }, [[0, 22]]);
    await strikeAfter(here, 1);

    expect(await explaining(here)).toEqual([expect.stringMatching(/^Bob Ekman (?:99|100) %$/u)]);
    expect(await toldOf(here, personally(here.bob))).toEqual(["Bob Ekman card"]);
    expect(await toldOf(here, personally(here.alice))).toEqual(["Vision Lab card"]);
    expect(await toldOf(here, personally(here.rita))).toEqual(["the installation card"]);
    await settleDown(here, 1);
    // Where he has no name, the lab says more.
    expect(await toldOf(here, here.channel)).toEqual([
      "Bob Ekman inhibited",
      "Vision Lab card",
      "the installation inhibited",
    ]);
  });

  it("is told to an owner whose own use it is by their own alert only", async () => {
    const here = await anUnusualSite(database.db);
    await used(here, { person: here.alice }, about(20));
    await used(here, { person: here.alice }, [[0, 400]]);
    await strikeAfter(here, 1);

    expect(await toldOf(here, personally(here.alice))).toEqual(["Alice Moreau card", "Vision Lab inhibited"]);
  });

  it("is told of what is above where many use a little more, none of whom is told", async () => {
    const here = await anUnusualSite(database.db);
    const many = [here.alice, here.bob, here.chen, here.dana];
    for (const [which, person] of many.entries()) await used(here, { person }, swinging(which));
    // Each as much as they often use, but never all at once.
    for (const person of many) await used(here, { person }, [[0, 60]]);
    await strikeAfter(here, 1);

    for (const person of [here.bob, here.chen, here.dana]) expect(await toldOf(here, personally(person))).toEqual([]);
    expect(await toldOf(here, personally(here.alice))).toEqual(["Vision Lab card"]);
    expect(await toldOf(here, here.channel)).toEqual(["Vision Lab digest", "the installation inhibited"]);
  });

  it("is another where others use much more besides: what is above is told, too", async () => {
    const here = await anUnusualSite(database.db);
    await used(here, { person: here.bob }, about(20));
    await used(here, { person: here.chen }, about(20).slice(-10));
    await used(here, { person: here.bob }, [[0, 300]]);
    // Of Chen too little is known to say what is unusual.
    await used(here, { person: here.chen }, [[0, 300]]);
    await strikeAfter(here, 1);

    expect(await explaining(here)).toEqual([expect.stringMatching(/^Bob Ekman (?:48|49|50) %$/u)]);
    expect(await toldOf(here, here.channel)).toEqual([
      "Bob Ekman digest",
      "Vision Lab digest",
      "the installation inhibited",
    ]);
  });

  it("stays held back above when it was expected below, until another takes its place", async () => {
    const here = await anUnusualSite(database.db);
    const { site, bob, chen, rita, channel } = here;
    await used(here, { person: bob }, about(20));
    await used(here, { person: chen }, about(20).slice(-10));
    await used(here, { person: bob }, [[0, 400]]);
    await strikeAfter(here, 1);
    const alert = await site.db.alert.findFirstOrThrow({ where: { tenantId: site.tenantId, personId: bob.id } });
    const { now } = later(site, 1.2 * HOUR);
    const configuration = builtInConfiguration(now);
    await expectAlert({ ...contextOf(here.tenant, rita, { now }), configuration }, { alertId: alert.id });

    await used(here, { person: bob }, [[1.5, 400]]);
    await strikeAfter(here, 2);
    await settleDown(here, 2);
    expect((await toldOf(here, channel)).slice(1)).toEqual(["Vision Lab inhibited", "the installation inhibited"]);

    await used(here, { person: bob }, [[2.5, 20]]);
    await used(here, { person: chen }, [[2.5, 400]]);
    await strikeAfter(here, 3);
    await settleDown(here, 3);
    expect(await explaining(here)).toEqual([]);
    expect((await toldOf(here, channel)).slice(1)).toEqual(["Vision Lab card", "the installation inhibited"]);
  });

  it("is not told again of somebody by whom what was told of above is explained", async () => {
    const here = await anUnusualSite(database.db);
    const { bob, chen, dana, alice, channel } = here;
    for (const [which, person] of [bob, chen, dana, alice].entries()) await used(here, { person }, swinging(which));
    // It is not yet much for Bob by himself.
    await used(here, { person: bob }, [[0.2, 95]]);
    for (const person of [chen, dana, alice]) await used(here, { person }, [[0.2, 45]]);
    await strikeAfter(here, 0.4);
    expect(await toldOf(here, personally(alice))).toEqual(["Vision Lab card"]);
    await settleDown(here, 0.5);
    await used(here, { person: bob }, [[0.6, 2_000]]);
    await strikeAfter(here, 0.7);
    await settleDown(here, 0.8);

    expect(await toldOf(here, personally(bob))).toEqual(["Bob Ekman card"]);
    expect(await toldOf(here, channel)).toEqual([
      "Vision Lab card",
      "the installation inhibited",
      "Bob Ekman inhibited",
    ]);
  });

  it("is no reason to hold back what is above where it came to be elsewhere", async () => {
    const here = await anUnusualSite(database.db);
    const { bob, chen } = here;
    const other = await anOrganization(here.tenant, { name: "Robotics", members: [[bob, "owner"]] });
    await used(here, { person: bob }, about(20));
    await used(here, { person: chen }, about(20).slice(-10));
    await used(here, { person: bob }, [[0, 22]]);
    await used(here, { person: bob, organization: other }, [[0, 400]]);
    await used(here, { person: chen }, [[0, 400]]);
    await strikeAfter(here, 1);

    expect(await explaining(here)).toEqual([]);
    expect(await toldOf(here, here.channel)).toContain("Vision Lab digest");
  });
});
