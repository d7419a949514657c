import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import type { WantedWindow } from "../../../src/domain/usage/count-windows.ts";
import { HOUR } from "../../../src/domain/quotas/window.ts";
import { windowAt } from "../../../src/domain/quotas/window-at.ts";
import { dropPartitions } from "../../../src/domain/usage/partitions.ts";
import { DAY, NOON, aPerson, aTenant, anOrganization, later } from "../../support/builders.ts";
import { pruneBalances } from "../../../src/domain/usage/prune-balances.ts";
import { useDatabase } from "../../support/database.ts";
import { SOURCE, aSite, anEvent, balancesOf, count, send } from "./given.ts";
import type { BalanceRow, Site } from "./given.ts";
import { expectedBalances, expectedRollups, rollups } from "./model.ts";

const database = useDatabase(20);
const MINUTE = 60_000;
const windows: readonly WantedWindow[] = (["tenant", "organization", "member", "person"] as const).flatMap((scope) => [
  { scope, meter: "gpu_hours", window: "month" },
  { scope, meter: "gpu_hours", window: "day" },
  { scope, meter: "gpu_hours", window: "rolling:24h" },
  { scope, meter: "jobs", window: "anchored:month:2026-01-31" },
  { scope, meter: "jobs", window: "lifetime" },
  { scope, meter: "cost", window: "week" },
  { scope, meter: "storage", window: "now" },
]);

/** An installation with a tree of three organizations and two people who work in all of them. */
async function given(timeZone: string): Promise<{ site: Site; people: string[]; organizations: string[] }> {
  const tenant = await aTenant(database.db);
  const people = [await aPerson(tenant), await aPerson(tenant)];
  const organizations = [
    await anOrganization(tenant, {}),
    await anOrganization(tenant, {}),
    await anOrganization(tenant, {}),
  ];
  for (const [index, { id }] of organizations.entries()) {
    const parentId = organizations[index - 1]?.id ?? null;
    await database.db.organization.update({ where: { id }, data: { parentId } });
  }
  const { meters } = aSite(database.db, tenant.tenantId).configuration;
  const priced = meters.map((meter) => (meter.name === "gpu_hours" ? { ...meter, price: "1.5" } : meter));
  const site = aSite(database.db, tenant.tenantId, { timeZone, meters: priced });
  return { site, people: people.map(({ id }) => id), organizations: organizations.map(({ id }) => id) };
}

/** What happened; few things, so that much of it is sent twice, taken back, and sent with another content. */
const happenings = fc.array(
  fc.record({
    minutes: fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 0, max: 399 * 24 * 60 })),
    meter: fc.constantFrom("gpu_hours", "jobs", "cost", "storage"),
    amount: fc.integer({ min: 0, max: 50 }),
    person: fc.integer({ min: -1, max: 1 }),
    organization: fc.integer({ min: -1, max: 2 }),
  }),
  { minLength: 30, maxLength: 30 },
);
const reports = fc.record({
  of: fc.integer({ min: 0, max: 29 }),
  kind: fc.constantFrom("plain", "plain", "plain", "twisted", "taken back"),
  part: fc.integer({ min: 1, max: 30 }),
});
const batches = fc.array(fc.array(reports, { minLength: 1, maxLength: 30 }), { minLength: 4, maxLength: 10 });

const byKey = (rows: readonly BalanceRow[]) =>
  rows.map((row) => `${row.subject} ${row.meter} ${row.window} ${row.startsAt} ${row.used}`).sort();

describe.each([
  ["UTC", 60 * MINUTE],
  ["Europe/Berlin", 60 * MINUTE],
  ["Asia/Kolkata", 30 * MINUTE],
  ["Asia/Kathmandu", 15 * MINUTE],
])("whatever comes in at once, again, late or is taken back, in %s", (timeZone, slot) => {
  it("rollups are the sum of the events, and balances are at every level and window", async () => {
    await fc.assert(
      fc.asyncProperty(happenings, batches, async (happened, sent) => {
        const { site, people, organizations } = await given(timeZone);
        await count(site, ...windows);
        const events = happened.map(({ minutes, meter, amount, ...by }, index): UsageEvent => ({
          source: SOURCE,
          id: `${index}`,
          // No two at the same instant: of gauges the latest is what is held.
          time: later(-minutes * MINUTE - index),
          meter,
          person: people[by.person] ?? "",
          organization: organizations[by.organization] ?? "",
          amount,
        }));
        const eventOf = ({ of, kind, part }: (typeof sent)[number][number]): UsageEvent => {
          const event = events[of] ?? anEvent();
          if (kind === "plain") return event;
          if (kind === "twisted") return { ...event, amount: Number(event.amount) + part };
          return { ...event, id: `${of}-${part}`, amount: -part, corrects: { source: SOURCE, id: event.id } };
        };
        const answers = await Promise.all(sent.map(async (batch) => send(site, ...batch.map(eventOf))));
        const again = await Promise.all(sent.map(async (batch) => send(site, ...batch.map(eventOf))));

        expect(await rollups(site, "usage_hour")).toEqual(await expectedRollups(site, slot));
        expect(await rollups(site, "usage_day")).toEqual(await expectedRollups(site, DAY));
        expect(byKey(await balancesOf(site))).toEqual(byKey(await expectedBalances(site, windows)));
        const accepted = answers.flatMap((verdicts, batch) =>
          verdicts.flatMap((verdict, place) => (verdict === "accepted" ? [again[batch]?.[place]] : [])),
        );
        expect(new Set(accepted)).toEqual(new Set(accepted.length > 0 ? ["duplicate"] : []));
      }),
      { numRuns: 8 },
    );
  });
});

describe("countWindows", () => {
  it("works out the same sums afterwards as had they been kept from the start", async () => {
    const { site, people, organizations } = await given("Europe/Berlin");
    const [ann = "", bob = ""] = people;
    const events = Array.from({ length: 300 }, (_, index): UsageEvent => ({
      source: SOURCE,
      id: `${index}`,
      time: later(-((index * 7_919) % (90 * 24 * 60)) * MINUTE),
      meter: ["gpu_hours", "jobs", "cost", "storage"][index % 4] ?? "",
      person: [ann, bob, ""][index % 3] ?? "",
      organization: organizations[index % 5] ?? (index % 3 === 2 ? (organizations[0] ?? "") : ""),
      amount: index,
    }));
    await send(site, ...events);
    await count(site, ...windows);

    const since = windowAt("rolling:24h", NOON, site.configuration).startsAt.toISOString();
    const isRead = ({ window, startsAt }: BalanceRow) => window !== HOUR || startsAt >= since;
    const expected = await expectedBalances(site, windows);
    expect(byKey((await balancesOf(site)).filter(isRead))).toEqual(byKey(expected.filter(isRead)));
    // A longer rolling window needs older hours.
    await count(
      site,
      ...windows.map((one) => (one.window === "rolling:24h" ? { ...one, window: "rolling:92d" } : one)),
    );
    expect(byKey(await balancesOf(site))).toEqual(byKey(expected));
  });

  it("counts what comes in while it begins to", async () => {
    const { site, people } = await given("UTC");
    const [person = ""] = people;
    const batch = (sender: number, round: number) =>
      Array.from({ length: 20 }, (_, index): UsageEvent => ({
        source: `${sender}`,
        id: `${round}-${index}`,
        time: NOON,
        meter: "gpu_hours",
        person,
        amount: 1,
      }));
    const sender = async (number: number) => {
      for (let round = 0; round < 12; round++) await send(site, ...batch(number, round));
    };
    const counter = async () => {
      for (const window of windows) await count(site, window);
    };
    await Promise.all([sender(1), sender(2), sender(3), counter()]);

    expect(byKey(await balancesOf(site))).toEqual(byKey(await expectedBalances(site, windows)));
  });
});

describe("pruneBalances", () => {
  it("forgets windows that ended long ago, and late events no longer count there", async () => {
    const { site, people } = await given("Europe/Berlin");
    const [person = ""] = people;
    await count(
      site,
      { scope: "person", meter: "jobs", window: "day" },
      { scope: "person", meter: "jobs", window: "year" },
    );
    const event = (days: number) => anEvent({ person, meter: "jobs", amount: 1, time: later(-days * DAY) });
    await send(site, event(0), event(30), event(50));
    const used = async () => (await balancesOf(site)).map((row) => [row.window, row.used]);
    expect(await used()).toEqual([
      ["day", 1n],
      ["day", 1n],
      ["year", 3n],
    ]);

    const nextMonth = { ...site, now: later(20 * DAY) };
    expect(await pruneBalances(nextMonth)).toBeGreaterThan(0);
    await send(nextMonth, event(30));
    expect(await used()).toEqual([
      ["day", 1n],
      ["year", 4n],
    ]);
  });
});

describe("partitions of old days", () => {
  it("are dropped by age while the sums stay", async () => {
    const { site, people } = await given("UTC");
    const [person = ""] = people;
    const event = { source: SOURCE, meter: "gpu_hours", person, amount: 1 };
    const old = { ...event, id: "old", time: later(-30 * DAY) };
    const kept = { ...event, id: "kept", time: later(-29 * DAY) };
    await send(site, old, kept);
    const before = await rollups(site, "usage_day");

    const shorter = { ...site, configuration: { ...site.configuration, keepEventsDays: 29 } };
    expect(await dropPartitions(shorter)).toBeGreaterThan(0);
    expect(await rollups(site, "usage_day")).toEqual(before);
    expect(Object.keys(before)).toHaveLength(2);
    expect(await send(shorter, old, kept)).toEqual(["time_too_early", "duplicate"]);
    expect(await send(site, { ...old, id: "new" })).toEqual(["accepted"]);
  });

  it("are made again where another instance has dropped them", async () => {
    const { site, people } = await given("UTC");
    const [person = ""] = people;
    const event = () => anEvent({ person, time: later(-50 * DAY) });
    await send(site, event());
    const day = later(-50 * DAY)
      .toISOString()
      .slice(0, 10)
      .replaceAll("-", "");
    await database.db.$executeRawUnsafe(`DROP TABLE usage_event_${day}`);

    expect(await send(site, event())).toEqual(["accepted"]);
  });
});
