import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";
import { bigintColumn, intColumn, keyColumn, textColumn, timeColumn, uuidColumn } from "./columns.ts";
import type { Column } from "./columns.ts";
import { keptSlotsOf } from "./kept-windows.ts";
import { slotOf } from "./slots.ts";
import { isRated } from "./rated-row.ts";
import type { UsageRow } from "./usage-row.ts";

/** As of the database's function qm_add_usage. */
export type Addition =
  | "accepted"
  | "duplicate"
  | "conflict"
  | "correction_unknown"
  | "correction_differs"
  | "correction_too_large"
  /** A sum would grow beyond what is stored. */
  | "sum_too_large";

export interface AddingUsage {
  readonly tenantId: string;
  readonly world: Pick<World, "db" | "now" | "configuration">;
  /** As of counted.ts. */
  readonly windows: readonly string[];
}

/** Writes and counts events of every kind, whatever of them is known already. null: all were accepted. */
export async function addAnyUsage(
  { tenantId, windows, world: { db, now, configuration } }: AddingUsage,
  rows: readonly UsageRow[],
): Promise<readonly Addition[] | null> {
  const column = columnsOf(rows);
  const { slots, hours } = placesOf(rows, configuration.timeZone);
  const { hours: slotStarts, starts } = keptSlotsOf(hours, windows, { now, calendar: configuration });
  const [answer] = await readRows<{ verdicts: Addition[] | null }>(
    db,
    Prisma.sql`SELECT CASE WHEN 'accepted' = ALL (v) THEN NULL ELSE v END AS verdicts
      FROM qm_add_usage(${tenantId}::uuid, ${now}::timestamptz, ${column.keys}::uuid[], ${column.sources}::text[],
        ${column.ids}::text[], ${column.times}::timestamptz[], ${slots}::int[], ${column.meters}::text[],
        ${column.kinds}::text[], ${column.organizations}::uuid[], ${column.people}::uuid[], ${column.amounts}::bigint[],
        ${column.costs}::bigint[], ${column.corrects}::uuid[], ${column.jobs}::text[],
        ${slotStarts}::timestamptz[], ${windows}::text[], ${starts}::timestamptz[],
        ${column.raws}::bigint[], ${column.accelerators}::text[]) v`,
  );
  return answer?.verdicts ?? null;
}

function placesOf(rows: readonly UsageRow[], timeZone: string) {
  const placeOf = new Map<number, number>();
  const slots = intColumn(rows.length);
  for (const { at } of rows) {
    const slot = slotOf(at, timeZone);
    const place = placeOf.get(slot) ?? placeOf.size + 1;
    placeOf.set(slot, place);
    slots.add(place);
  }
  return { slots: slots.take(), hours: [...placeOf.keys()] };
}

function columnsOf(rows: readonly UsageRow[]) {
  const rated = rows.some(isRated);
  return {
    keys: filled(keyColumn(rows.length), rows, ({ key }) => key),
    organizations: filled(uuidColumn(rows.length), rows, ({ organization }) => organization),
    people: filled(uuidColumn(rows.length), rows, ({ person }) => person),
    corrects: filled(keyColumn(rows.length), rows, ({ corrects }) => corrects),
    sources: filled(textColumn(rows.length), rows, ({ source }) => source),
    ids: filled(textColumn(rows.length), rows, ({ id }) => id),
    meters: filled(textColumn(rows.length), rows, ({ meter }) => meter),
    kinds: filled(textColumn(rows.length), rows, ({ kind }) => kind),
    jobs: filled(textColumn(rows.length), rows, ({ job }) => job),
    times: filled(timeColumn(rows.length), rows, ({ at }) => at),
    amounts: filled(bigintColumn(rows.length), rows, ({ amount }) => amount),
    costs: filled(bigintColumn(rows.length), rows, ({ cost }) => cost),
    raws: rated ? filled(bigintColumn(rows.length), rows, ({ raw }) => raw) : null,
    accelerators: rated ? filled(textColumn(rows.length), rows, ({ accelerator }) => accelerator) : null,
  };
}

function filled<Value>(column: Column<Value>, rows: readonly UsageRow[], read: (row: UsageRow) => Value): Buffer {
  for (const row of rows) column.add(read(row));
  return column.take();
}
