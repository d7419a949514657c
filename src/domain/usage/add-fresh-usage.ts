import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { AddingUsage } from "./add-any-usage.ts";
import { bigintColumn, intColumn, textColumn, timeColumn, uuidColumn } from "./columns.ts";
import { slotOf, slotsOf } from "./slots.ts";
import type { UsageRow } from "./usage-row.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_ROWS = 2 ** 11;
const KEY_STEP = MOST_ROWS;
const DAY_STEP = 2 ** 32 * KEY_STEP;

/** What events of a batch have in common, and their sum. */
interface Group {
  readonly place: number;
  readonly slot: number;
  readonly row: UsageRow;
  amount: bigint;
  cost: bigint;
}

/**
 * Writes and counts events of counters which, most likely, nobody has sent before. Throws a unique violation when one
 * was, having done nothing. At most 2,048 rows.
 */
export async function addFreshUsage(
  { tenantId, windows, world: { db, now, configuration } }: AddingUsage,
  rows: readonly UsageRow[],
): Promise<void> {
  const groups = new Map<string, Group>();
  const slotPlaces = new Map<number, number>();
  const [keys, ids, times, places] = [uuidColumn(), textColumn(), timeColumn(), intColumn()];
  const [amounts, costs, jobs] = [bigintColumn(), bigintColumn(), textColumn()];
  for (const index of inLockOrder(rows)) {
    const row = rows[index];
    if (!row) continue;
    const slot = slotOf(row.at, configuration.timeZone);
    const slotPlace = slotPlaces.get(slot) ?? slotPlaces.size + 1;
    slotPlaces.set(slot, slotPlace);
    const group = groupOf(groups, row, slotPlace);
    group.amount += row.amount;
    group.cost += row.cost;
    keys.add(row.key);
    ids.add(row.id);
    times.add(row.at);
    places.add(group.place);
    amounts.add(row.amount);
    costs.add(row.cost);
    jobs.add(row.job);
  }
  const g = columnsOf(groups);
  const { hours, starts } = slotsOf([...slotPlaces.keys()], windows, configuration);
  await readRows(
    db,
    Prisma.sql`SELECT qm_add_fresh_usage(${tenantId}::uuid, ${now}::timestamptz, ${keys.take()}::uuid[], ${ids.take()}::text[],
      ${times.take()}::timestamptz[], ${places.take()}::int[], ${amounts.take()}::bigint[], ${costs.take()}::bigint[],
      ${jobs.take()}::text[], ${g.slots}::int[], ${g.organizations}::uuid[], ${g.people}::uuid[], ${g.meters}::text[],
      ${g.sources}::text[], ${g.amounts}::bigint[], ${g.costs}::bigint[],
      ${hours}::timestamptz[], ${windows}::text[], ${starts}::timestamptz[])`,
  );
}

/** Places of rows by day and key, so that batches which share some wait for each other in one order. */
function inLockOrder(rows: readonly UsageRow[]): readonly number[] {
  const firstDay = rows.reduce((first, { at }) => Math.min(first, Math.floor(at / DAY_MS)), Infinity);
  // Day, the key's first 32 bits and the place, in one number each: these sort without a call for each comparison.
  const order = Float64Array.from(
    rows,
    ({ at, key }, index) => (Math.floor(at / DAY_MS) - firstDay) * DAY_STEP + key.readUInt32BE(0) * KEY_STEP + index,
  ).sort();
  return Array.from(order, (number) => number % MOST_ROWS);
}

function groupOf(groups: Map<string, Group>, row: UsageRow, slot: number): Group {
  const key = `${slot} ${row.meter} ${row.holder} ${row.source}`;
  const known = groups.get(key);
  if (known) return known;
  const group = { place: groups.size + 1, slot, row, amount: 0n, cost: 0n };
  groups.set(key, group);
  return group;
}

function columnsOf(groups: ReadonlyMap<string, Group>) {
  const [slots, organizations, people] = [intColumn(), uuidColumn(), uuidColumn()];
  const [meters, sources, amounts, costs] = [textColumn(), textColumn(), bigintColumn(), bigintColumn()];
  for (const { slot, row, amount, cost } of groups.values()) {
    slots.add(slot);
    organizations.add(row.organization);
    people.add(row.person);
    meters.add(row.meter);
    sources.add(row.source);
    amounts.add(amount);
    costs.add(cost);
  }
  return {
    slots: slots.take(),
    organizations: organizations.take(),
    people: people.take(),
    meters: meters.take(),
    sources: sources.take(),
    amounts: amounts.take(),
    costs: costs.take(),
  };
}
