import { describe, expect, it } from "vitest";
import { authenticate } from "../../src/domain/api-keys/authenticate.ts";
import { newApiKey } from "../../src/domain/api-keys/api-key.ts";
import { ingestUsage } from "../../src/domain/usage/ingest.ts";
import { aKey, post, serving } from "../api/v1/support.ts";
import { aQuota, reservationsOn } from "../domain/reservations/support.ts";
import { anOrganization, aPerson, aTenant, later, NOON, systemWorld } from "../support/builders.ts";
import type { World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function aMachine(into?: World) {
  const world = into ?? (await aTenant(database.db));
  const person = await aPerson(world);
  const lab = await anOrganization(world, { members: [[person, "member"]] });
  await aQuota(world.db, world.tenantId, { scope: "organization", organizationId: lab.id }, 1_000n);
  const key = await aKey(world, "usage:write", "usage:read", "quota:check", "quota:reserve");
  const url = await serving(world, { ingestUsage, reservations: reservationsOn(world.db) });
  const authorization = `Bearer ${key}`;
  const send = (path: string, body: unknown, type = "application/json") =>
    post(`${url}${path}`, typeof body === "string" ? body : JSON.stringify(body), {
      authorization,
      "content-type": type,
    });
  return { world, person, lab, url, authorization, send };
}

/** Of an answer to reserve. */
function reservationIn(body: unknown): string {
  return typeof body === "object" && body !== null && "reservation" in body ? String(body.reservation) : "";
}

const event = (id: string, data: object) => ({
  specversion: "1.0",
  type: "quartermaster.usage.v1",
  source: "/test",
  id,
  time: NOON.toISOString(),
  data,
});

describe("answers to machines", () => {
  it("do not repeat what was sent at length", async () => {
    const { send, person } = await aMachine();
    const junk = Object.fromEntries([[`x${"y".repeat(50_000)}`, 1]]);
    const events = Array.from({ length: 40 }, (_, n) =>
      event(String(n), { meter: "jobs", amount: 1, person: person.username, ...junk }),
    );
    const usage = await send("/v1/usage", events);
    expect(usage).toMatchObject({ status: 200, body: { refused: 40 } });
    expect(JSON.stringify(usage.body).length).toBeLessThan(40 * 1_000);

    const quota = await send("/v1/quota/check", { person: person.username, wanted: [], ...junk });
    expect(quota.status).toBe(400);
    expect(JSON.stringify(quota.body).length).toBeLessThan(2_000);
  });

  it("say what is wrong with times at the ends of the calendar", async () => {
    const { send, url, authorization, person } = await aMachine();
    const ends = ["9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"];
    for (const from of ends) {
      const to = new Date(new Date(from).getTime() + 86_400_000).toISOString().replace(/^\+0/u, "");
      const query = new URLSearchParams({ from, to, meter: "jobs" });
      const { status } = await fetch(`${url}/v1/usage?${query.toString()}`, { headers: { authorization } });
      expect([200, 400]).toContain(status);
      const reserved = await send("/v1/quota/reserve", {
        person: person.username,
        wanted: [{ meter: "jobs", amount: 1 }],
        for_seconds: 60,
      });
      const reservation = reservationIn(reserved.body);
      expect((await send("/v1/quota/commit", { reservation, at: from })).status).toBe(422);
      expect(
        (await send("/v1/usage", { ...event(from, { meter: "jobs", amount: 1, person: person.id }), time: from }))
          .status,
      ).toBe(422);
    }
  });

  it("refuse deep and endless bodies at once", async () => {
    const { send } = await aMachine();
    expect((await send("/v1/quota/check", "[".repeat(1_000_000))).status).toBe(400);
    expect((await send("/v1/usage", "[".repeat(60_000))).status).toBe(400);
    expect((await send("/v1/usage", `{"a":${"[".repeat(70_000)}`)).status).toBe(413);
    expect((await send("/v1/usage", "x".repeat(200_000), "application/x-ndjson")).status).toBe(413);
  });
});

async function nearTheEnd() {
  const machine = await aMachine();
  const { world, lab } = machine;
  const { db, tenantId } = world;
  await ingestUsage(systemWorld(db), {
    tenantId,
    events: [{ source: "/a", id: "first", time: NOON, meter: "jobs", amount: 1, organization: lab.id }],
  });
  const most = 9_223_372_036_854_775_000n;
  await db.$executeRaw`UPDATE balance SET used = ${most} WHERE tenant_id = ${tenantId}::uuid AND "window" <> 'now'`;
  await db.$executeRaw`UPDATE usage_hour SET amount = ${most} WHERE tenant_id = ${tenantId}::uuid`;
  await db.$executeRaw`UPDATE usage_day SET amount = ${most} WHERE tenant_id = ${tenantId}::uuid`;
  return machine;
}

describe("sums that grow beyond all bounds", () => {
  it("refuse the event that is too much, and count the others", async () => {
    const { send, lab, person } = await nearTheEnd();
    const events = [
      event("1", { meter: "cpu_hours", amount: 1, organization: lab.id }),
      event("2", { meter: "jobs", amount: 1_000_000, organization: lab.id }),
      event("3", { meter: "cpu_hours", amount: 2, person: person.id }),
    ];
    expect(await send("/v1/usage", events)).toMatchObject({
      status: 200,
      body: { accepted: 2, refused: 1, verdicts: [{}, { index: 1, code: "amount_invalid" }, {}] },
    });
    expect(await send("/v1/usage", events)).toMatchObject({ status: 200, body: { duplicate: 2, refused: 1 } });
  });

  it("fail no other reservation", async () => {
    const { send, lab, person } = await nearTheEnd();
    const wanted = [{ meter: "jobs", amount: 1_000_000_000 }];
    const answered = await send("/v1/quota/reserve", [
      { organization: lab.id, wanted, for_seconds: 60 },
      { person: person.id, wanted: [{ meter: "cpu_hours", amount: 1 }], for_seconds: 60 },
    ]);
    expect(answered).toMatchObject({
      status: 200,
      body: { results: [{ status: 422, code: "amount_too_large" }, { status: 200 }] },
    });
  });
});

describe("keys of one installation", () => {
  it("reach nothing of another, by no id", async () => {
    const mine = await aMachine();
    const theirs = await aMachine();
    const key = { key: "the same" };
    const ask = (who: { person: { id: string } }) => ({
      person: who.person.id,
      wanted: [{ meter: "jobs", amount: 1 }],
      for_seconds: 60,
      ...key,
    });
    const [first, second] = [
      await mine.send("/v1/quota/reserve", ask(mine)),
      await theirs.send("/v1/quota/reserve", ask(theirs)),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    const reservation = reservationIn(second.body);
    expect(reservation).not.toBe(reservationIn(first.body));

    for (const [path, more] of [
      ["commit", {}],
      ["release", {}],
      ["extend", { for_seconds: 60 }],
    ] as const)
      expect(await mine.send(`/v1/quota/${path}`, { reservation, ...more })).toMatchObject({
        status: 404,
        body: { code: "reservation_not_found" },
      });
    for (const who of [{ person: theirs.person.id }, { organization: theirs.lab.id }, { person: theirs.person.email }])
      expect((await mine.send("/v1/usage", event("x", { meter: "jobs", amount: 1, ...who }))).status).toBe(422);
    for (const name of [theirs.person.id, theirs.person.username, `slack:${theirs.person.slackId}`]) {
      const query = new URLSearchParams({ person: name, from: NOON.toISOString(), to: later(1_000).toISOString() });
      const { status } = await fetch(`${mine.url}/v1/usage?${query.toString()}`, {
        headers: { authorization: mine.authorization },
      });
      expect(status).toBe(422);
    }
  });

  it("go on working while a stranger guesses others", async () => {
    const world = await aTenant(database.db);
    const key = await aKey(world, "quota:check");
    expect(await authenticate(systemWorld(world.db), key)).toMatchObject({ ok: true });

    const afterwards = systemWorld(world.db, later(5_000));
    const guesses = Array.from({ length: 200 }, () => authenticate(afterwards, newApiKey()));
    const mine = authenticate(afterwards, key);
    expect((await Promise.all(guesses)).every(({ ok }) => !ok)).toBe(true);
    expect(await mine).toMatchObject({ ok: true });
  });
});
