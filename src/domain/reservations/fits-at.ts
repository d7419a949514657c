import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { nodeOf, subjectKey } from "../quotas/subject.ts";
import type { LimitState } from "../quotas/limit.ts";
import { parseWindow, HOUR } from "../quotas/window.ts";
import { isRefusing } from "./answer.ts";
import type { Asked } from "./answer.ts";
import { mostOf } from "./compiled-path.ts";

/** When what was asked would fit if nobody used more; null: not foreseeable. */
export type Fitting = (asked: readonly Asked[]) => Promise<Date | null>;

/** Something that becomes free by itself. */
interface Freed {
  readonly at: Date;
  readonly amount: Units;
}

interface Reading {
  readonly db: Database;
  readonly tenantId: string;
  world(): World;
}

const HOUR_MS = 3_600_000;
/** Reservations that end later than so many others are not looked at. */
const MOST_RESERVATIONS = 5_000;
/** Many are refused by the same limit at the same time. */
const KEPT_MS = 500;
const MOST_KEPT = 500;

export function createFitting(reading: Reading): Fitting {
  const kept = new Map<string, { readonly since: number; readonly rows: Promise<readonly Freed[]> }>();
  const recently = (key: string, read: () => Promise<readonly Freed[]>) => {
    const known = kept.get(key);
    const now = performance.now();
    if (known && now - known.since < KEPT_MS) return known.rows;
    if (kept.size >= MOST_KEPT) kept.clear();
    const rows = read();
    kept.set(key, { since: now, rows });
    return rows;
  };
  const open = (state: LimitState) =>
    recently(`open ${subjectKey(state.subject)} ${state.limit.meter} ${state.limit.model === "hard_safe"}`, () =>
      readOpen(reading, state),
    );
  const hours = (state: LimitState) =>
    recently(`hours ${subjectKey(state.subject)} ${state.limit.meter} ${state.limit.window}`, () =>
      readHours(reading, state),
    );

  return async (asked) => {
    const refusing = asked.filter(isRefusing);
    const instants = await Promise.all(refusing.map((one) => fitsOne(one, { open, hours })));
    const known = instants.filter((instant) => instant !== null);
    if (known.length === 0 || known.length < instants.length) return null;
    return new Date(Math.max(...known.map(Number)));
  };
}

interface Frees {
  open(state: LimitState): Promise<readonly Freed[]>;
  hours(state: LimitState): Promise<readonly Freed[]>;
}

async function fitsOne({ state, asked }: Asked, { open, hours }: Frees): Promise<Date | null> {
  const most = mostOf(state) ?? 0n;
  const lacking = state.used + state.reserved + asked - most;
  const mayComeFree = state.reserved > 0n ? await open(state) : [];
  if (state.limit.window.startsWith("rolling:"))
    return asked > most ? null : whenFreed([...mayComeFree, ...(await hours(state))], lacking);

  const within = asked > most ? null : whenFreed(mayComeFree, lacking);
  const after = afterReset({ state, asked }, mayComeFree);
  if (!within || !after) return within ?? after;
  return within < after ? within : after;
}

/** In the next window nothing is used yet, and what is still reserved counts. */
function afterReset({ state, asked }: Asked, open: readonly Freed[]): Date | null {
  const { resetsAt } = state;
  if (!resetsAt) return null;
  const ending = state.additions.filter(({ until }) => until !== null && until <= resetsAt);
  const allowance = ending.reduce((sum, { amount }) => sum - amount, state.allowance ?? 0n);
  const most = mostOf({ limit: state.limit, allowance: allowance > 0n ? allowance : 0n }) ?? 0n;
  const lacking = state.reserved + asked - most;
  if (asked > most) return null;
  const freed = lacking <= 0n ? resetsAt : whenFreed(open, lacking);
  return freed && freed > resetsAt ? freed : freed && resetsAt;
}

function whenFreed(freed: readonly Freed[], lacking: Units): Date | null {
  let left = lacking;
  for (const { at, amount } of freed.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    left -= amount;
    if (left <= 0n) return at;
  }
  return null;
}

interface FreedRow {
  readonly at: Date;
  readonly amount: string;
}

/** What open reservations hold of a limit's subject and meter, and when they expire. */
async function readOpen({ db, tenantId }: Reading, { subject, limit }: LimitState): Promise<readonly Freed[]> {
  const { organizationId, personId } = nodeOf(subject);
  const rows = await readRows<FreedRow>(
    db,
    Prisma.sql`
    SELECT r.expires_at AS at, sum(CASE WHEN ${limit.model === "hard_safe"}::boolean THEN w.most ELSE w.amount END)::text AS amount
    FROM (
      SELECT * FROM reservation WHERE tenant_id = ${tenantId}::uuid ORDER BY expires_at LIMIT ${MOST_RESERVATIONS}::int
    ) r, LATERAL unnest(r.meters || 'cost'::text, r.amounts || r.implied_cost, r.mosts || r.implied_most) AS w (meter, amount, most)
    WHERE w.meter = ${limit.meter} AND EXISTS (
      SELECT FROM unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id)
      WHERE s.organization_id = ${organizationId}::uuid AND s.person_id = ${personId}::uuid)
    GROUP BY r.expires_at ORDER BY r.expires_at`,
  );
  return rows.map(({ at, amount }) => ({ at, amount: BigInt(amount) }));
}

/** What was used in each hour of a rolling window, and when that hour drops out of it. */
async function readHours(
  { db, tenantId }: Reading,
  { subject, limit, startsAt }: LimitState,
): Promise<readonly Freed[]> {
  const { organizationId, personId } = nodeOf(subject);
  const window = parseWindow(limit.window);
  const hours = window?.kind === "rolling" ? window.hours : 0;
  const rows = await readRows<FreedRow>(
    db,
    Prisma.sql`
    SELECT starts_at AS at, used::text AS amount FROM balance
    WHERE tenant_id = ${tenantId}::uuid AND organization_id = ${organizationId}::uuid AND person_id = ${personId}::uuid
      AND meter = ${limit.meter} AND "window" = ${HOUR} AND starts_at >= ${startsAt}::timestamptz AND used > 0
    ORDER BY starts_at`,
  );
  return rows.map(({ at, amount }) => ({
    at: new Date(at.getTime() + (hours + 1) * HOUR_MS),
    amount: BigInt(amount),
  }));
}
