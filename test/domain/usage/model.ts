import { NOBODY } from "../../../src/domain/quotas/subject.ts";
import { HOUR, NOW } from "../../../src/domain/quotas/window.ts";
import { windowAt } from "../../../src/domain/quotas/window-at.ts";
import { oldestWindow } from "../../../src/domain/usage/kept-windows.ts";
import type { WantedWindow } from "../../../src/domain/usage/count-windows.ts";
import type { BalanceRow, Site } from "./given.ts";

/** An event that was counted, as the database has it. */
interface Event {
  readonly at: Date;
  readonly organization: string;
  readonly person: string;
  readonly meter: string;
  readonly amount: bigint;
  readonly cost: bigint;
}

export type Rolled = Readonly<Record<string, readonly [amount: bigint, cost: bigint]>>;

/** What the rollups have to be: plain sums of the events, by slots of a given width. */
export async function expectedRollups(site: Site, widthMs: number): Promise<Rolled> {
  const sums: Record<string, readonly [bigint, bigint]> = {};
  for (const { at, organization, person, meter, amount, cost } of await countersOf(site)) {
    const slot = new Date(Math.floor(at.getTime() / widthMs) * widthMs).toISOString();
    const key = `${slot} ${organization} ${person} ${meter}`;
    const [amountBefore, costBefore] = sums[key] ?? [0n, 0n];
    sums[key] = [amountBefore + amount, costBefore + cost];
  }
  return sums;
}

export async function rollups({ db, tenantId }: Site, table: "usage_hour" | "usage_day"): Promise<Rolled> {
  const column = table === "usage_hour" ? "hour" : "day::timestamp AT TIME ZONE 'UTC'";
  const rows = await db.$queryRawUnsafe<{ key: string; slot: Date; amount: bigint; cost: bigint }[]>(
    `SELECT ${column} AS slot, organization_id || ' ' || person_id || ' ' || meter AS key, amount, cost FROM ${table}
     WHERE tenant_id = $1::uuid AND level IS NULL`,
    tenantId,
  );
  return Object.fromEntries(
    rows.map(({ slot, key, amount, cost }) => [`${slot.toISOString()} ${key}`, [amount, cost]]),
  );
}

/** What the balances have to be: of each window and subject the sum of its events, worked out one by one. */
export async function expectedBalances(site: Site, counted: readonly WantedWindow[]): Promise<readonly BalanceRow[]> {
  const above = await parentsOf(site);
  const [counters, levels] = [await countersOf(site), await levelsOf(site)];
  const rows = counted.flatMap((wanted) =>
    (wanted.window === NOW ? levels : counters).flatMap((event) => rowsOf(site, wanted, event, above)),
  );
  const sums = Map.groupBy(rows, ({ subject, meter, window, startsAt }) => `${subject} ${meter} ${window} ${startsAt}`);
  return [...sums.values()]
    .flatMap((all) => all.slice(0, 1).map((row) => ({ ...row, used: all.reduce((sum, { used }) => sum + used, 0n) })))
    .filter(({ used }) => used !== 0n);
}

type Above = ReadonlyMap<string, string | null>;

function rowsOf(site: Site, { scope, meter, window }: WantedWindow, event: Event, above: Above): readonly BalanceRow[] {
  const counting = window.startsWith("rolling") ? HOUR : window;
  const startsAt = windowAt(counting, event.at, site.configuration).startsAt.toISOString();
  const ofMeter = meter === event.meter ? event.amount : 0n;
  const used = meter === "cost" ? event.cost : ofMeter;
  if (new Date(startsAt) < oldestWindow(counting, site.now, site.configuration)) return [];
  return subjectsOf(scope, event, above).map((subject) => ({ subject, meter, window: counting, startsAt, used }));
}

function subjectsOf(scope: WantedWindow["scope"], { organization, person }: Event, above: Above): readonly string[] {
  switch (scope) {
    case "tenant":
      return [`${NOBODY}/${NOBODY}`];
    case "organization":
      return chainOf(organization, above).map((id) => `${id}/${NOBODY}`);
    case "member":
      return [organization, person].includes(NOBODY) ? [] : [`${organization}/${person}`];
    case "person":
      return person === NOBODY ? [] : [`${NOBODY}/${person}`];
  }
}

function chainOf(organization: string, above: Above): readonly string[] {
  const parent = above.get(organization);
  if (organization === NOBODY) return [];
  return parent ? [organization, ...chainOf(parent, above)] : [organization];
}

async function parentsOf({ db, tenantId }: Site): Promise<ReadonlyMap<string, string | null>> {
  const organizations = await db.organization.findMany({ where: { tenantId } });
  return new Map(organizations.map(({ id, parentId }) => [id, parentId]));
}

async function eventsOf({ db, tenantId }: Site): Promise<readonly Event[]> {
  return db.$queryRaw<Event[]>`SELECT at, organization_id AS organization, person_id AS person, meter, amount, cost
    FROM usage_event WHERE tenant_id = ${tenantId}::uuid ORDER BY at`;
}

async function countersOf(site: Site): Promise<readonly Event[]> {
  const gauges = new Set(site.configuration.meters.filter(({ kind }) => kind === "gauge").map(({ name }) => name));
  return (await eventsOf(site)).filter(({ meter }) => !gauges.has(meter));
}

/** Of each gauge the latest report of each holder. */
async function levelsOf(site: Site): Promise<readonly Event[]> {
  const gauges = new Set(site.configuration.meters.filter(({ kind }) => kind === "gauge").map(({ name }) => name));
  const latest = new Map<string, Event>();
  for (const event of await eventsOf(site)) {
    if (gauges.has(event.meter)) latest.set(`${event.organization} ${event.person} ${event.meter}`, event);
  }
  return [...latest.values()];
}
