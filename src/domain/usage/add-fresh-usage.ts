import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { AddingUsage } from "./add-any-usage.ts";
import { bigintColumn, intColumn, keyColumn, largeColumn, textColumn, timeColumn, uuidColumn } from "./columns.ts";
import { keptSlotsOf } from "./kept-windows.ts";
import { slotOf } from "./slots.ts";
import { isRated } from "./rated-row.ts";
import type { UsageRow } from "./usage-row.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_ROWS = 2 ** 11;
const KEY_STEP = MOST_ROWS;
const DAY_STEP = 2 ** 32 * KEY_STEP;

/** What events of a batch have in common, and their sum: large parts and what has come since. */
interface Group {
  readonly place: number;
  readonly slot: number;
  readonly row: UsageRow;
  amount: number;
  cost: number;
  largeAmount: bigint;
  largeCost: bigint;
}

/** Sums stay exact below 2^53: with two amounts more they still do. */
const LARGE = 2 ** 52;

/**
 * Writes and counts events of counters which, most likely, nobody has sent before. Throws a unique violation when one
 * was, having done nothing. At most 2,048 rows.
 */
export async function addFreshUsage(
  { tenantId, windows, world: { db, now, configuration } }: AddingUsage,
  rows: readonly UsageRow[],
): Promise<void> {
  const groups: Group[] = [];
  const byPerson = new Map<Buffer, Group[]>();
  const slotPlaces = new Map<number, number>();
  const [keys, ids, times, places] = [
    keyColumn(rows.length),
    textColumn(rows.length),
    timeColumn(rows.length),
    intColumn(rows.length),
  ];
  const [amounts, costs, jobs] = [bigintColumn(rows.length), bigintColumn(rows.length), textColumn(rows.length)];
  const rated = rows.some(isRated) ? ratedColumns(rows.length) : undefined;
  for (const index of inLockOrder(rows)) {
    const row = rows[index];
    if (!row) continue;
    const slot = slotOf(row.at, configuration.timeZone);
    const slotPlace = slotPlaces.get(slot) ?? slotPlaces.size + 1;
    slotPlaces.set(slot, slotPlace);
    const mine = byPerson.get(row.person) ?? [];
    byPerson.set(row.person, mine);
    const group = mine.find((one) => isOf(one, row, slotPlace)) ?? newGroup(groups, mine, { row, slot: slotPlace });
    add(group, row);
    keys.add(row.key);
    ids.add(row.id);
    times.add(row.at);
    places.add(group.place);
    amounts.add(row.amount);
    costs.add(row.cost);
    jobs.add(row.job);
    rated?.raws.add(row.raw);
    rated?.accelerators.add(row.accelerator);
  }
  const g = columnsOf(groups);
  const { hours, starts } = keptSlotsOf([...slotPlaces.keys()], windows, { now, calendar: configuration });
  await readRows(
    db,
    Prisma.sql`SELECT ${rated ? Prisma.sql`qm_add_fresh_rated_usage` : Prisma.sql`qm_add_fresh_usage`}(${tenantId}::uuid, ${now}::timestamptz, ${keys.take()}::uuid[], ${ids.take()}::text[],
      ${times.take()}::timestamptz[], ${places.take()}::int[], ${amounts.take()}::bigint[], ${costs.take()}::bigint[],
      ${jobs.take()}::text[], ${g.slots}::int[], ${g.organizations}::uuid[], ${g.people}::uuid[], ${g.meters}::text[],
      ${g.sources}::text[], ${g.amounts}::bigint[], ${g.costs}::bigint[],
      ${hours}::timestamptz[], ${windows}::text[], ${starts}::timestamptz[]${ratedParameters(rated)})`,
  );
}

type RatedColumns = ReturnType<typeof ratedColumns>;

/** What most events lack. */
function ratedColumns(rows: number) {
  return { raws: bigintColumn(rows), accelerators: textColumn(rows) };
}

function ratedParameters(rated: RatedColumns | undefined): Prisma.Sql {
  if (!rated) return Prisma.empty;
  return Prisma.sql`, ${rated.raws.take()}::bigint[], ${rated.accelerators.take()}::text[]`;
}

/** Places of rows by day and key, so that batches which share some wait for each other in one order. */
function inLockOrder(rows: readonly UsageRow[]): readonly number[] {
  const firstDay = rows.reduce((first, { at }) => Math.min(first, Math.floor(at / DAY_MS)), Infinity);
  // Day, the key's first 32 bits and the place, in one number each: these sort without a call for each comparison.
  const order = Float64Array.from(
    rows,
    ({ at, key }, index) => (Math.floor(at / DAY_MS) - firstDay) * DAY_STEP + prefixOf(key) * KEY_STEP + index,
  ).sort();
  return Array.from(order, (number) => number % MOST_ROWS);
}

/** The first 32 bits. */
function prefixOf(key: string): number {
  return key.charCodeAt(0) * 2 ** 24 + key.charCodeAt(1) * 2 ** 16 + key.charCodeAt(2) * 2 ** 8 + key.charCodeAt(3);
}

function isOf(group: Group, { meter, organization, source }: UsageRow, slot: number): boolean {
  const { row } = group;
  return group.slot === slot && row.meter === meter && row.organization === organization && row.source === source;
}

function newGroup(groups: Group[], mine: Group[], { row, slot }: Pick<Group, "row" | "slot">): Group {
  const group = { place: groups.length + 1, slot, row, amount: 0, cost: 0, largeAmount: 0n, largeCost: 0n };
  groups.push(group);
  mine.push(group);
  return group;
}

function add(group: Group, { amount, cost }: UsageRow): void {
  group.amount += amount;
  group.cost += cost;
  if (group.amount < LARGE && group.cost < LARGE) return;

  group.largeAmount += BigInt(group.amount);
  group.largeCost += BigInt(group.cost);
  group.amount = 0;
  group.cost = 0;
}

function columnsOf(groups: readonly Group[]) {
  const [slots, organizations, people] = [
    intColumn(groups.length),
    uuidColumn(groups.length),
    uuidColumn(groups.length),
  ];
  const [meters, sources] = [textColumn(groups.length), textColumn(groups.length)];
  for (const { slot, row } of groups) {
    slots.add(slot);
    organizations.add(row.organization);
    people.add(row.person);
    meters.add(row.meter);
    sources.add(row.source);
  }
  return {
    slots: slots.take(),
    organizations: organizations.take(),
    people: people.take(),
    meters: meters.take(),
    sources: sources.take(),
    amounts: largeColumn(groups.map(({ amount, largeAmount }) => largeAmount + BigInt(amount))),
    costs: largeColumn(groups.map(({ cost, largeCost }) => largeCost + BigInt(cost))),
  };
}
