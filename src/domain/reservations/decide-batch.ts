import { runStatement } from "../../storage/read.ts";
import type { Database } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { pricePerUnit } from "../meters/cost.ts";
import type { Units } from "../meters/meter.ts";
import { slotOf, slotsOf } from "../usage/slots.ts";
import type { Batch } from "./batch.ts";
import { plainArray, readBooleans, readUnits, textArray } from "./literals.ts";
import type { EndOperation, EndResult, PlacedReserve } from "./operation.ts";
import { keepsRaws, withRaws } from "./raw-statement.ts";
import { endParameters, placeParameters, planParameters, reserveParameters, seenParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";

export interface BatchToDecide {
  readonly tenantId: string;
  readonly now: Date;
  readonly configuration: Configuration;
  /** Of the tenant's limits that the reserves' paths were derived from. */
  readonly version: string;
  /** That usage is counted in. */
  readonly windows: readonly string[];
  /** Whether rows of window "now" may be missing. */
  readonly mayLackRows: boolean;
  readonly reserves: readonly PlacedReserve[];
  readonly laidOut: Batch;
  readonly ends: readonly EndOperation[];
}

export interface KnownKey {
  /** Place among the reserves, from 1. */
  readonly op: number;
  readonly hash: string;
  readonly reservationId: string | null;
  readonly expiresAt: string;
  readonly limits: string;
  readonly used: readonly string[];
  readonly held: readonly string[];
}

export interface DecidedBatch {
  readonly isStale: boolean;
  /** By reserve. */
  readonly allowed: readonly boolean[];
  /** By sum. */
  readonly used: readonly Units[];
  /** By node: held for certain, then at most; before the first reserve. */
  readonly held: Units[];
  readonly known: readonly KnownKey[];
  readonly ended: readonly EndResult[];
}

interface Row {
  readonly outcome: string;
  readonly allowed: string | null;
  readonly used: string | null;
  readonly held: string | null;
  readonly known: readonly KnownKey[] | null;
  readonly ended: readonly EndResult[] | null;
  readonly raws?: readonly EndResult["raws"][] | null;
}

let statement: string | undefined;

/** Sends a batch to the database, in one round trip and one transaction, and reads its answer. */
export async function decideBatch(db: Database, batch: BatchToDecide): Promise<DecidedBatch> {
  const { tenantId, now, version, mayLackRows, laidOut, reserves } = batch;
  const parameters: Parameters = {
    p_tenant: tenantId,
    p_now: now.toISOString(),
    p_version: version,
    p_make: String(mayLackRows),
    ...placeParameters(laidOut),
    ...reserveParameters(reserves),
    ...planParameters(laidOut),
    ...seenParameters(reserves, laidOut),
    ...countingParameters(batch),
  };
  // The parameters' names are the same each time and in the same order.
  statement ??= textOf(Object.keys(parameters));
  const plain = { text: statement, values: Object.values(parameters) };
  const [row] = await runStatement<Row>(db, keepsRaws(batch) ? withRaws(plain, batch, parameters) : plain);
  if (!row) throw new Error("qm_decide gave no row");

  return {
    isStale: row.outcome === "stale",
    allowed: readBooleans(row.allowed),
    used: readUnits(row.used),
    held: readUnits(row.held),
    known: row.known ?? [],
    ended: (row.ended ?? []).map((result, index) => ({ ...result, raws: row.raws?.[index] ?? null })),
  };
}

function textOf(names: readonly string[]): string {
  const list = names.map((name, index) => `${name} => $${index + 1}`);
  return `SELECT outcome, allowed::text, used::text, held::text, known, ended FROM qm_decide(${list.join(", ")})`;
}

function countingParameters({ ends, now, windows, configuration }: BatchToDecide): Parameters {
  const commits = ends.filter(({ kind }) => kind === "commit");
  const slotAt = ({ at }: EndOperation) => slotOf((at ?? now).getTime(), configuration.timeZone);
  const hours = [...new Set(commits.map(slotAt))];
  const places = new Map(hours.map((hour, index) => [hour, index + 1]));
  const slots = slotsOf(hours, windows, configuration);
  const priced = configuration.meters.flatMap((meter) => {
    const price = pricePerUnit(meter);
    return price === undefined ? [] : [{ name: meter.name, price }];
  });
  const gauges = configuration.meters.filter(({ kind }) => kind === "gauge");
  return {
    ...endParameters(ends, (end) => (end.kind === "commit" ? (places.get(slotAt(end)) ?? 1) : 1), now),
    price_meters: textArray(priced.map(({ name }) => name)),
    prices: plainArray(priced.map(({ price }) => price)),
    gauges: textArray(gauges.map(({ name }) => name)),
    hours: plainArray(slots.hours.map((hour) => hour.toISOString())),
    windows: textArray(slots.windows),
    starts: plainArray(slots.starts.map((start) => start.toISOString())),
  };
}
