import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import type { BindingLimit, LimitPath, LimitState } from "./limit.ts";
import { loadPaths } from "./load-path.ts";
import { nodeOf } from "./subject.ts";

/** What limits are looked up for: as in an Ask. */
export interface WhoseLimits {
  readonly personId?: string;
  readonly organizationId?: string;
}

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/**
 * How all limits of each of these stand, in a few queries for any number of them; empty for who is not in this tenant,
 * and for a person who does not belong to that organization.
 */
export async function readLimitStates(
  db: Database | Transaction,
  asking: Asking,
  subjects: readonly WhoseLimits[],
): Promise<readonly (readonly LimitState[])[]> {
  return statesOfPaths(db, asking, await loadPaths(db, asking, subjects));
}

/** The same for paths that are loaded already. */
export async function statesOfPaths(
  db: Database | Transaction,
  { tenantId }: Pick<Asking, "tenantId">,
  paths: readonly (LimitPath | undefined)[],
): Promise<readonly (readonly LimitState[])[]> {
  const limits = paths.flatMap((path) => path?.limits ?? []);
  const counted = await readBalances(db, tenantId, limits);
  return paths.map((path) => (path?.limits ?? []).map((limit) => stateOf(limit, counted.get(keyOf(limit)))));
}

/** How these limits stand, in their order, in one query. */
export async function readLimitBalances(
  db: Database | Transaction,
  tenantId: string,
  limits: readonly BindingLimit[],
): Promise<readonly LimitState[]> {
  const counted = await readBalances(db, tenantId, limits);
  return limits.map((limit) => stateOf(limit, counted.get(keyOf(limit))));
}

interface Balance {
  readonly used: Units;
  readonly reserved: Units;
}

function stateOf(limit: BindingLimit, { used, reserved }: Balance = { used: 0n, reserved: 0n }): LimitState {
  return { ...limit, used, reserved };
}

/** A limit's rows in the table "balance", in one comparable word. */
function keyOf({ subject, limit, startsAt }: BindingLimit): string {
  const { organizationId, personId } = nodeOf(subject);
  return `${organizationId} ${personId} ${limit.meter} ${limit.window} ${startsAt.toISOString()}`;
}

interface BalanceRow {
  readonly place: string;
  readonly used: string;
  readonly reserved: string;
}

/** Rolling windows are added up from whole hours; of lifetimes and gauges there is one row, whenever it starts. */
async function readBalances(
  db: Database | Transaction,
  tenantId: string,
  limits: readonly BindingLimit[],
): Promise<ReadonlyMap<string, Balance>> {
  const wanted = [...new Map(limits.map((limit) => [keyOf(limit), limit])).values()];
  if (wanted.length === 0) return new Map();
  const nodes = wanted.map(({ subject }) => nodeOf(subject));
  const windows = wanted.map(({ limit }) => (limit.window.startsWith("rolling:") ? "hour" : limit.window));
  const rows = await readRows<BalanceRow>(
    db,
    Prisma.sql`
    SELECT q.place::text, coalesce(u.used, 0)::text AS used, coalesce(r.reserved, 0)::text AS reserved
    FROM unnest(
      ${nodes.map((node) => node.organizationId)}::uuid[], ${nodes.map((node) => node.personId)}::uuid[],
      ${wanted.map(({ limit }) => limit.meter)}::text[], ${windows}::text[],
      ${wanted.map(({ limit }) => limit.window.startsWith("rolling:"))}::boolean[],
      ${wanted.map(({ startsAt }) => startsAt)}::timestamptz[],
      ${wanted.map(({ limit }) => limit.model === "hard_safe")}::boolean[]
    ) WITH ORDINALITY AS q (organization_id, person_id, meter, "window", rolling, starts_at, safe, place)
    LEFT JOIN LATERAL (
      SELECT sum(b.used) AS used FROM balance b
      WHERE b.tenant_id = ${tenantId}::uuid AND b.organization_id = q.organization_id AND b.person_id = q.person_id
        AND b.meter = q.meter AND b."window" = q."window"
        AND (b.starts_at = q.starts_at OR q."window" IN ('now', 'lifetime') OR (q.rolling AND b.starts_at > q.starts_at))
    ) u ON true
    LEFT JOIN LATERAL (
      SELECT sum(CASE WHEN q.safe THEN b.reserved_most ELSE b.reserved END) AS reserved FROM balance b
      WHERE b.tenant_id = ${tenantId}::uuid AND b.organization_id = q.organization_id AND b.person_id = q.person_id
        AND b.meter = q.meter AND b."window" = 'now'
    ) r ON true`,
  );
  return new Map(rows.map((row) => [keyAt(wanted, row), balanceOf(row)]));
}

function keyAt(wanted: readonly BindingLimit[], { place }: BalanceRow): string {
  const limit = wanted[Number(place) - 1];
  return limit ? keyOf(limit) : "";
}

function balanceOf({ used, reserved }: BalanceRow): Balance {
  return { used: BigInt(used), reserved: BigInt(reserved) };
}
