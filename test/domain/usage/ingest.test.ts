import { describe, expect, it } from "vitest";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import { NOBODY } from "../../../src/domain/quotas/subject.ts";
import { DAY, aPerson, aTenant, anOrganization, later } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { SOURCE, aSite, anEvent, balancesOf, count, send } from "./given.ts";
import type { Site } from "./given.ts";

const database = useDatabase();
const GPU_HOUR = 1_000_000n;

async function given() {
  const tenant = await aTenant(database.db);
  const bob = await aPerson(tenant, { name: "Bob Ekman" });
  const lab = await anOrganization(tenant, { members: [[bob, "owner"]] });
  return { tenant, bob, lab, site: aSite(database.db, tenant.tenantId) };
}

async function rolled({ db, tenantId }: Site, table: "hour" | "day") {
  const rows =
    table === "hour"
      ? await db.$queryRaw<Rolled[]>`SELECT hour AS at, organization_id, person_id, meter, amount, cost FROM usage_hour
          WHERE tenant_id = ${tenantId}::uuid ORDER BY hour, meter`
      : await db.$queryRaw<Rolled[]>`SELECT day AS at, organization_id, person_id, meter, amount, cost FROM usage_day
          WHERE tenant_id = ${tenantId}::uuid ORDER BY day, meter`;
  return rows.map(({ at, amount }) => [at.toISOString(), amount]);
}

interface Rolled {
  readonly at: Date;
  readonly meter: string;
  readonly amount: bigint;
  readonly cost: bigint;
}

describe("ingestUsage", () => {
  it("counts an event in the rollups of its person and organization", async () => {
    const { bob, lab, site } = await given();

    expect(await send(site, anEvent({ person: bob.username, organization: lab.id, amount: "2.5" }))).toEqual([
      "accepted",
    ]);
    expect(await rolled(site, "hour")).toEqual([["2026-11-21T12:00:00.000Z", 2_500_000n]]);
    expect(await rolled(site, "day")).toEqual([["2026-11-21T00:00:00.000Z", 2_500_000n]]);
  });

  it("counts what comes again once", async () => {
    const { bob, site } = await given();
    const events = [anEvent({ person: bob.id }), anEvent({ person: bob.id, time: later(-DAY) })];

    expect(await send(site, ...events)).toEqual(["accepted", "accepted"]);
    expect(await send(site, ...events)).toEqual(["duplicate", "duplicate"]);
    expect(await rolled(site, "day")).toEqual([
      ["2026-11-20T00:00:00.000Z", 3n * GPU_HOUR],
      ["2026-11-21T00:00:00.000Z", 3n * GPU_HOUR],
    ]);
  });

  it("refuses a known source and id with another content, in one batch or two", async () => {
    const { bob, site } = await given();
    const event = anEvent({ person: bob.id });

    expect(await send(site, event, event, { ...event, amount: 4 })).toEqual(["accepted", "duplicate", "conflict"]);
    expect(await send(site, { ...event, meter: "cpu_hours" }, { ...event, time: later(1) })).toEqual([
      "conflict",
      "conflict",
    ]);
    expect(await rolled(site, "day")).toEqual([["2026-11-21T00:00:00.000Z", 3n * GPU_HOUR]]);
  });

  it("finds people and organizations by every name they have", async () => {
    const { bob, lab, site } = await given();
    const { slug } = await database.db.organization.findUniqueOrThrow({ where: { id: lab.id } });
    const people = [bob.id, bob.username.toUpperCase(), `@${bob.username}`, bob.email, `slack:${bob.slackId}`];

    const verdicts = await send(site, ...people.map((person) => anEvent({ person, organization: slug })));
    expect(verdicts).toEqual(people.map(() => "accepted"));
    expect(await rolled(site, "hour")).toHaveLength(1);
  });

  it("counts what the work of somebody who has left cost, for it ran", async () => {
    const { bob, lab, site } = await given();
    await database.db.membership.deleteMany({ where: { organizationId: lab.id } });

    expect(await send(site, anEvent({ person: bob.id, organization: lab.id }))).toEqual(["accepted"]);
  });

  it("finds nobody of another installation", async () => {
    const { bob, lab } = await given();
    const other = await given();

    const events = [anEvent({ person: bob.id }), anEvent({ organization: lab.id })];
    expect(await send(other.site, ...events)).toEqual(["person_unknown", "organization_unknown"]);
  });

  it.each<[code: string, wish: Partial<UsageEvent>]>([
    ["meter_unknown", { meter: "quanta" }],
    ["person_unknown", { person: "nobody-here" }],
    ["person_unknown", { person: "nul\0" }],
    ["organization_unknown", { organization: "no-lab" }],
    ["subject_missing", { person: "" }],
    ["id_invalid", { id: "" }],
    ["id_invalid", { id: "a\0b" }],
    ["id_invalid", { source: "x".repeat(513) }],
    ["id_invalid", { source: "quartermaster" }],
    ["id_invalid", { job: "" }],
    ["amount_invalid", { amount: -1 }],
    ["amount_invalid", { amount: Number.NaN }],
    ["amount_invalid", { amount: Number.POSITIVE_INFINITY }],
    ["amount_invalid", { amount: 1e30 }],
    ["amount_invalid", { amount: "1000000000000000000000000000000" }],
    ["amount_invalid", { amount: "3 GB" }],
    ["amount_invalid", { amount: "0.0000001" }],
    ["time_invalid", { time: "yesterday" }],
    ["time_invalid", { time: "2026-11-21" }],
    ["time_invalid", { time: new Date(Number.NaN) }],
    ["time_too_early", { time: later(-401 * DAY) }],
    ["time_too_early", { time: "1970-01-01T00:00:00Z" }],
    ["time_too_late", { time: later(11 * 60_000) }],
    ["time_too_late", { time: "9999-12-31T23:59:59Z" }],
    ["correction_unknown", { amount: -1, corrects: { source: SOURCE, id: "never-seen" } }],
    ["amount_invalid", { amount: 1, corrects: { source: SOURCE, id: "never-seen" } }],
    ["correction_of_gauge", { meter: "storage", amount: -1, corrects: { source: SOURCE, id: "never-seen" } }],
  ])("refuses one bad event by %s and counts the others: %j", async (code, wish) => {
    const { bob, site } = await given();
    const good = () => anEvent({ person: bob.id });

    expect(await send(site, good(), { ...good(), ...wish }, good())).toEqual(["accepted", code, "accepted"]);
    expect(await rolled(site, "day")).toEqual([["2026-11-21T00:00:00.000Z", 6n * GPU_HOUR]]);
  });

  it("keeps what events cost at the price of the time they came in", async () => {
    const { bob, site } = await given();
    const meters = site.configuration.meters.map((meter) =>
      meter.name === "gpu_hours" ? { ...meter, price: "2.10" } : meter,
    );
    const priced = { ...site, configuration: { ...site.configuration, meters } };
    await count(site, { scope: "person", meter: "cost", window: "month" });

    await send(priced, anEvent({ person: bob.id, amount: "1.5" }));
    await send(priced, anEvent({ person: bob.id, meter: "cost", amount: "0.25" }));
    expect(await balancesOf(site)).toMatchObject([{ meter: "cost", window: "month", used: 3_400_000_000n }]);
  });
});

describe("a correction", () => {
  it("takes back what an event said, in its window, and no more than that", async () => {
    const { bob, site } = await given();
    await count(site, { scope: "person", meter: "gpu_hours", window: "month" });
    const event = anEvent({ person: bob.id, amount: 10, time: later(-40 * DAY) });
    const correction = (amount: number) =>
      anEvent({ person: bob.id, time: event.time, amount, corrects: { source: event.source, id: event.id } });
    const first = correction(-4);

    expect(await send(site, event, first)).toEqual(["accepted", "accepted"]);
    expect(await send(site, correction(-7))).toEqual(["correction_too_large"]);
    expect(await send(site, first, correction(-6), correction(-1))).toEqual([
      "duplicate",
      "accepted",
      "correction_too_large",
    ]);
    expect(await send(site, first)).toEqual(["duplicate"]);
    expect(await rolled(site, "day")).toEqual([["2026-10-12T00:00:00.000Z", 0n]]);
    expect(await balancesOf(site)).toEqual([]);
  });

  it("is refused for another meter, another person, or another correction", async () => {
    const { tenant, bob, site } = await given();
    const carol = await aPerson(tenant, { name: "Carol" });
    const event = anEvent({ person: bob.id, amount: 10 });
    const corrects = { source: event.source, id: event.id };
    const correction = anEvent({ person: bob.id, amount: -1, corrects });
    await send(site, event, correction);

    expect(
      await send(
        site,
        anEvent({ person: bob.id, meter: "cpu_hours", amount: -1, corrects }),
        anEvent({ person: carol.id, amount: -1, corrects }),
        anEvent({ person: bob.id, amount: -1, corrects: { source: correction.source, id: correction.id } }),
      ),
    ).toEqual(["correction_differs", "correction_differs", "correction_unknown"]);
  });

  it("gives back exactly what was charged, in however many parts", async () => {
    const { bob, site } = await given();
    const meters = site.configuration.meters.map((meter) =>
      meter.name === "gpu_hours" ? { ...meter, price: "0.001" } : meter,
    );
    const priced = { ...site, configuration: { ...site.configuration, meters } };
    const event = anEvent({ person: bob.id, amount: "0.000007" });
    const part = (amount: string) =>
      anEvent({ person: bob.id, amount, corrects: { source: event.source, id: event.id } });
    await send(priced, event);
    // The price has changed since.
    await send(site, part("-0.000002"), part("-0.000004"), part("-0.000001"));

    const [sum] = await database.db.$queryRaw<{ amount: bigint; cost: bigint }[]>`
      SELECT amount, cost FROM usage_day WHERE tenant_id = ${site.tenantId}::uuid`;
    expect(sum).toEqual({ amount: 0n, cost: 0n });
  });
});

describe("a gauge", () => {
  it("says what is held now: the latest time wins, and sums follow by the difference", async () => {
    const { tenant, bob, lab, site } = await given();
    const carol = await aPerson(tenant, { name: "Carol" });
    await count(site, { scope: "organization", meter: "storage", window: "now" });
    const held = (person: string, amount: number, minutes: number) =>
      anEvent({ person, organization: lab.id, meter: "storage", amount, time: later(minutes * 60_000) });

    await send(site, held(bob.id, 40, -30), held(carol.id, 5, -20), held(bob.id, 25, -10));
    expect(await balancesOf(site)).toMatchObject([{ subject: `${lab.id}/${NOBODY}`, used: 30_000n }]);

    expect(await send(site, held(bob.id, 100, -15))).toEqual(["accepted"]);
    expect(await balancesOf(site)).toMatchObject([{ used: 30_000n }]);
    await send(site, held(bob.id, 0, 0));
    expect(await balancesOf(site)).toMatchObject([{ used: 5_000n }]);
  });

  it("keeps the most that was held in each hour", async () => {
    const { bob, site } = await given();
    const held = (amount: number, minutes: number) =>
      anEvent({ person: bob.id, meter: "storage", amount, time: later(minutes * 60_000) });

    await send(site, held(8, -150), held(9, -90), held(4, -80));
    await send(site, held(1, -30), held(2, -20));
    expect(await rolled(site, "hour")).toEqual([
      ["2026-11-21T09:00:00.000Z", 8_000n],
      ["2026-11-21T10:00:00.000Z", 9_000n],
      ["2026-11-21T11:00:00.000Z", 4_000n],
    ]);
    expect(await rolled(site, "day")).toEqual([["2026-11-21T00:00:00.000Z", 9_000n]]);
  });
});
