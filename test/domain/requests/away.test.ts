import { describe, expect, it } from "vitest";
import { endAbsences, readAway, setAway } from "../../../src/domain/requests/away.ts";
import { createRequest } from "../../../src/domain/requests/create-request.ts";
import { escalateRequests } from "../../../src/domain/requests/escalate-requests.ts";
import { expireRequests } from "../../../src/domain/requests/expire-requests.ts";
import { readRequestCard } from "../../../src/domain/requests/read-card.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  NOON,
  problemOf,
  systemWorld,
} from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimit, GPU, hours } from "../../support/limited.ts";

const database = useDatabase();
const HOUR = 60 * 60 * 1000;
const MINUTE = 60 * 1000;

async function aLab() {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [chen, "admin"],
      [bob, "member"],
    ],
  });
  await aLimit(world, { scope: "member", organizationId: lab.id, personId: bob.id }, { hours: 50 });
  const ask = (urgent = false) =>
    createRequest(contextOf(world, bob), {
      organizationId: lab.id,
      for: "me",
      meter: GPU,
      amount: hours(10),
      until: later(7 * DAY),
      reason: "sweep",
      urgent,
    });
  const away = (person: SomePerson, until: Date | null = later(5 * DAY), now = NOON) =>
    setAway(contextOf(world, person, { now }), { until });
  const reviewers = async (subjectId: string) => {
    const cards = await world.db.delivery.findMany({ where: { subject: "request:reviewer", subjectId } });
    return cards.map(({ recipient }) => recipient).toSorted();
  };
  const versions = async (subjectId: string) =>
    (await world.db.delivery.findMany({ where: { subject: "request:requester", subjectId } }))[0]?.wantedVersion;
  const card = (id: string) => readRequestCard(world.db, { ...systemWorld(world.db), tenantId: world.tenantId }, id);
  return { world, root, alice, chen, bob, ask, away, reviewers, versions, card };
}

describe("who is away", () => {
  it("is not asked, and only how many are is said", async () => {
    const { ask, away, alice } = await aLab();
    await away(alice);

    expect(await ask()).toMatchObject({ asked: [{ name: "Chen Li" }], absence: { away: 1, of: 2 } });
  });

  it("leaves it to the installation where everybody in the organization is", async () => {
    const { ask, away, alice, chen } = await aLab();
    await away(alice);
    await away(chen);

    expect(await ask()).toMatchObject({ asked: [{ name: "Root" }], absence: { away: 2, of: 3 } });
  });

  it("is asked all the same where nobody else is left", async () => {
    const { ask, away, alice, chen, root } = await aLab();
    for (const person of [alice, chen, root]) await away(person);

    const { asked, absence } = await ask();
    expect(asked.map(({ name }) => name)).toEqual(["Alice Moreau", "Chen Li", "Root"]);
    expect(absence).toEqual({ away: 3, of: 3 });
  });

  it("is passed over when a request goes on to the installation", async () => {
    const { ask, away, root, world, reviewers } = await aLab();
    const dean = await aPerson(world, { name: "Dean", role: "admin" });
    await away(root);
    const { request } = await ask();
    await escalateRequests(systemWorld(world.db, later(DAY)));

    const asked = await reviewers(request.id);
    expect(asked).toContain(`person:${dean.id}`);
    expect(asked).not.toContain(`person:${root.id}`);
  });

  it("is back by the clock, and the cards say so", async () => {
    const { ask, away, alice, world, versions, card, bob } = await aLab();
    const { request } = await ask();
    const before = await versions(request.id);
    await away(alice, later(DAY));
    expect(await versions(request.id)).toBe((before ?? 0) + 1);
    expect((await card(request.id))?.absence).toEqual({ away: 1, of: 2 });

    expect(await endAbsences(systemWorld(world.db, later(DAY - 1)))).toBe(0);
    expect(await endAbsences(systemWorld(world.db, later(DAY)))).toBe(1);
    expect(await endAbsences(systemWorld(world.db, later(DAY)))).toBe(0);
    expect((await card(request.id))?.absence).toEqual({ away: 0, of: 2 });
    await away(bob);
    expect(await versions(request.id)).toBe((before ?? 0) + 2);
  });

  it("says so once, for a time that is to come, and no longer than a year", async () => {
    const { away, alice, world } = await aLab();

    expect([await away(alice), await away(alice), await away(alice, null), await away(alice, null)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(await readAway(contextOf(world, alice))).toBeNull();
    expect(await problemOf(away(alice, NOON))).toMatchObject({ kind: "until-passed" });
    expect(await problemOf(away(alice, later(366 * DAY)))).toMatchObject({ kind: "away-too-long", limitDays: 365 });
  });
});

describe("an urgent request", () => {
  it("goes on after a quarter of an hour, and expires after one", async () => {
    const { ask, world, root, reviewers } = await aLab();
    const { request } = await ask(true);
    expect(request).toMatchObject({ urgent: true, expiresAt: later(HOUR) });

    await escalateRequests(systemWorld(world.db, later(14 * MINUTE)));
    expect(await reviewers(request.id)).not.toContain(`person:${root.id}`);
    await escalateRequests(systemWorld(world.db, later(15 * MINUTE)));
    expect(await reviewers(request.id)).toContain(`person:${root.id}`);
    expect(await expireRequests(systemWorld(world.db, later(HOUR - 1)))).toBe(0);
    expect(await expireRequests(systemWorld(world.db, later(HOUR)))).toBe(1);
  });
});
