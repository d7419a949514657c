import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";
import { bigintColumn, intColumn, keyColumn, textColumn, timeColumn, uuidColumn } from "./columns.ts";
import { slotOf, slotsOf } from "./slots.ts";
import type { UsageRow } from "./usage-row.ts";

/** As of the database's function qm_add_usage. */
export type Addition =
  | "accepted"
  | "duplicate"
  | "conflict"
  | "correction_unknown"
  | "correction_differs"
  | "correction_too_large";

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
  const placeOf = new Map<number, number>();
  const [keys, organizations, people, corrects] = [keyColumn(), uuidColumn(), uuidColumn(), keyColumn()];
  const [sources, ids, meters, kinds, jobs] = [textColumn(), textColumn(), textColumn(), textColumn(), textColumn()];
  const [times, amounts, costs, slots] = [timeColumn(), bigintColumn(), bigintColumn(), intColumn()];
  for (const row of rows) {
    const slot = slotOf(row.at, configuration.timeZone);
    const place = placeOf.get(slot) ?? placeOf.size + 1;
    placeOf.set(slot, place);
    keys.add(row.key);
    organizations.add(row.organization);
    people.add(row.person);
    corrects.add(row.corrects);
    sources.add(row.source);
    ids.add(row.id);
    meters.add(row.meter);
    kinds.add(row.kind);
    jobs.add(row.job);
    times.add(row.at);
    amounts.add(row.amount);
    costs.add(row.cost);
    slots.add(place);
  }
  const { hours, starts } = slotsOf([...placeOf.keys()], windows, configuration);
  const [answer] = await readRows<{ verdicts: Addition[] | null }>(
    db,
    Prisma.sql`SELECT CASE WHEN 'accepted' = ALL (v) THEN NULL ELSE v END AS verdicts
      FROM qm_add_usage(${tenantId}::uuid, ${now}::timestamptz, ${keys.take()}::uuid[], ${sources.take()}::text[],
        ${ids.take()}::text[], ${times.take()}::timestamptz[], ${slots.take()}::int[], ${meters.take()}::text[],
        ${kinds.take()}::text[], ${organizations.take()}::uuid[], ${people.take()}::uuid[], ${amounts.take()}::bigint[],
        ${costs.take()}::bigint[], ${corrects.take()}::uuid[], ${jobs.take()}::text[],
        ${hours}::timestamptz[], ${windows}::text[], ${starts}::timestamptz[]) v`,
  );
  return answer?.verdicts ?? null;
}
