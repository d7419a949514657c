import { setTimeout as sleep } from "node:timers/promises";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { isConflict } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { bigintColumn, intColumn, textColumn, timeColumn, uuidColumn } from "./columns.ts";
import { countedWindows, forgetCountedWindows, isStale } from "./counted.ts";
import { makePartitions } from "./partitions.ts";
import { slotOf, slotsOf } from "./slots.ts";

const ATTEMPTS = 6;
const BACKOFF_MS = 10;

/** An event as the database takes it. */
export interface UsageRow {
  readonly key: Buffer;
  readonly source: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly meter: string;
  /** Counters are added to; of a gauge it is what is held now. */
  readonly kind: "add" | "level";
  /** The 16 bytes of the ids; zero for none. */
  readonly organization: Buffer;
  readonly person: Buffer;
  readonly amount: Units;
  readonly cost: Units;
  readonly corrects: Buffer | null;
  readonly job: string | null;
}

/** As of the database's function qm_add_usage. */
export type Addition =
  | "accepted"
  | "duplicate"
  | "conflict"
  | "correction_unknown"
  | "correction_differs"
  | "correction_too_large";

/**
 * Writes events and counts them, all in one transaction of one statement: what became of each, in their order; null
 * when all were accepted. Tries again where others were in the way.
 */
export async function addUsage(
  { db, now, configuration }: World,
  tenantId: string,
  rows: readonly UsageRow[],
): Promise<readonly Addition[] | null> {
  await makePartitions(
    db,
    rows.map(({ at }) => at),
  );
  const slots = slotsOfRows(rows, configuration.timeZone);
  const columns = columnsOf(rows);
  for (let attempt = 1; ; attempt++) {
    const windows = await countedWindows(db, tenantId);
    const { hours, starts } = slotsOf(slots.hours, windows, configuration);
    try {
      const [answer] = await readRows<{ verdicts: Addition[] | null }>(
        db,
        Prisma.sql`SELECT CASE WHEN 'accepted' = ALL (v) THEN NULL ELSE v END AS verdicts
          FROM qm_add_usage(${tenantId}::uuid, ${now}::timestamptz, ${columns.keys}::uuid[], ${columns.sources}::text[],
            ${columns.ids}::text[], ${columns.times}::timestamptz[], ${slots.places}::int[], ${columns.meters}::text[],
            ${columns.kinds}::text[], ${columns.organizations}::uuid[], ${columns.people}::uuid[], ${columns.amounts}::bigint[],
            ${columns.costs}::bigint[], ${columns.corrects}::uuid[], ${columns.jobs}::text[],
            ${hours}::timestamptz[], ${windows}::text[], ${starts}::timestamptz[]) v`,
      );
      return answer?.verdicts ?? null;
    } catch (error) {
      if (attempt === ATTEMPTS || !(isStale(error) || isConflict(error))) throw error;
      forgetCountedWindows(db, tenantId);
      await sleep(BACKOFF_MS * 2 ** attempt * Math.random());
    }
  }
}

function slotsOfRows(rows: readonly UsageRow[], timeZone: string) {
  const placeOf = new Map<number, number>();
  const places = intColumn();
  for (const { at } of rows) {
    const slot = slotOf(at, timeZone);
    const place = placeOf.get(slot) ?? placeOf.size + 1;
    placeOf.set(slot, place);
    places.add(place);
  }
  return { hours: [...placeOf.keys()], places: places.take() };
}

function columnsOf(rows: readonly UsageRow[]) {
  const [keys, organizations, people, corrects] = [uuidColumn(), uuidColumn(), uuidColumn(), uuidColumn()];
  const [sources, ids, meters, kinds, jobs] = [textColumn(), textColumn(), textColumn(), textColumn(), textColumn()];
  const [times, amounts, costs] = [timeColumn(), bigintColumn(), bigintColumn()];
  for (const row of rows) {
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
  }
  return {
    keys: keys.take(),
    organizations: organizations.take(),
    people: people.take(),
    corrects: corrects.take(),
    sources: sources.take(),
    ids: ids.take(),
    meters: meters.take(),
    kinds: kinds.take(),
    jobs: jobs.take(),
    times: times.take(),
    amounts: amounts.take(),
    costs: costs.take(),
  };
}
