import { Prisma } from "../../../storage/generated/client.ts";
import { latest, orNull } from "./idle-row.ts";
import type { Asked, IdleThing } from "./idle-things.ts";
import type { ClockLook } from "./observers.ts";

const HOUR_MS = 3_600_000;

interface ReservationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly personId: string;
  readonly job: string | null;
  readonly meters: readonly string[];
  readonly amounts: readonly bigint[];
  readonly madeAt: Date;
  /** The last hour in which its holder used anything there; null: none, or no job is named. */
  readonly usedIn: Date | null;
  readonly usedAt: Date | null;
  readonly busyAt: Date | null;
  readonly busyPercent: number | null;
  /** It was found idle, and is. */
  readonly isOpen: boolean;
}

/** Open reservations that do nothing: as `findIdle` says. */
export async function idleReservations(look: ClockLook, asked: Asked): Promise<readonly IdleThing[]> {
  const from = new Date(look.context.now.getTime() - asked.hours * HOUR_MS);
  const idle = (await readReservations(look, { from, percent: asked.percent })).flatMap((row) => {
    // Reports of how busy it is are nearer to the truth than use of whatever its holder does.
    const isReported = row.busyPercent !== null;
    const usedAt = latest([row.madeAt, row.busyAt, isReported ? null : row.usedAt]);
    return usedAt > from ? [] : [{ ...row, at: usedAt, isKnown: isReported || row.busyAt !== null || row.isOpen }];
  });
  const isOfWork = await workOf(
    look,
    idle.filter(({ isKnown }) => !isKnown),
  );
  return idle.filter((row) => row.isKnown || isOfWork(row)).map(thingOf);
}

function thingOf(row: ReservationRow & { readonly at: Date }): IdleThing {
  const { id, job, meters, amounts, madeAt } = row;
  return {
    key: `reservation:${id}`,
    reservationId: id,
    organizationId: orNull(row.organizationId),
    personId: orNull(row.personId),
    job,
    held: meters.map((meter, index) => ({ meter, amount: BigInt(amounts[index] ?? 0) })),
    heldSince: madeAt,
    usedAt: row.at,
    busyPercent: row.busyPercent ?? undefined,
  };
}

/** Reports and sums by hour through their indexes: single events are too many to look at for each reservation. */
function readReservations(
  { tx, context }: ClockLook,
  { from, percent }: { readonly from: Date; readonly percent: number },
): Promise<readonly ReservationRow[]> {
  const { tenantId, now } = context;
  const isReport = Prisma.sql`a.tenant_id = r.tenant_id AND a.kind = 'utilization' AND a.at <= ${now}::timestamptz
    AND (a.data ->> 'reservation' = r.id::text OR a.job = r.job AND a.person_id = r.person_id)`;
  const reports = (since: Prisma.Sql) => Prisma.sql`
    SELECT a.at, (a.data ->> 'percent')::float8 AS percent FROM activity a
    WHERE a.person_id = r.person_id AND a.at >= ${since} AND ${isReport}
    UNION ALL
    SELECT a.at, (a.data ->> 'percent')::float8 FROM activity a
    WHERE a.organization_id = r.organization_id AND a.person_id IS NULL AND a.at >= ${since} AND ${isReport}`;
  return tx.$queryRaw<readonly ReservationRow[]>(Prisma.sql`
    SELECT r.id::text, r.organization_id::text AS "organizationId", r.person_id::text AS "personId", r.job, r.meters, r.amounts,
      r.made_at AS "madeAt", used.hour AS "usedIn", least(used.hour + interval '1 hour', ${now}::timestamptz) AS "usedAt",
      busy.at AS "busyAt", recent.percent AS "busyPercent",
      EXISTS (SELECT FROM alert l WHERE l.tenant_id = r.tenant_id AND l.subject_key = 'reservation:' || r.id AND l.kind = 'idle'
        AND l.phase <> 'resolved') AS "isOpen"
    FROM reservation r
    LEFT JOIN LATERAL (
      SELECT max(u.hour) AS hour FROM usage_hour u
      WHERE u.tenant_id = r.tenant_id AND u.person_id = r.person_id AND u.organization_id = r.organization_id
        AND u.hour > r.made_at - interval '1 hour' AND u.hour <= ${now}::timestamptz AND u.level IS NULL AND u.amount > 0
    ) used ON r.job IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT max(at) AS at FROM (${reports(Prisma.sql`r.made_at`)}) b WHERE b.percent > ${percent}
    ) busy ON true
    LEFT JOIN LATERAL (SELECT max(percent) AS percent FROM (${reports(Prisma.sql`${from}::timestamptz`)}) c) recent ON true
    WHERE r.tenant_id = ${tenantId}::uuid AND r.made_at <= ${from}::timestamptz AND r.expires_at > ${now}::timestamptz
      AND (recent.percent IS NOT NULL OR used.hour IS NOT NULL OR busy.at IS NOT NULL)`);
}

/** So many of the latest hours in which holders used anything last are looked into: once found idle, a thing is known. */
const MOST_HOURS_READ = 3;

/** Whether what a holder used last was of the very work that something is reserved for. */
async function workOf(
  { tx, context }: ClockLook,
  rows: readonly ReservationRow[],
): Promise<(row: ReservationRow) => boolean> {
  const hours = [...new Set(rows.flatMap(({ usedIn }) => usedIn?.getTime() ?? []))].toSorted(
    (one, other) => other - one,
  );
  const jobs = [...new Set(rows.flatMap(({ job }) => job ?? []))];
  const works = new Set<string>();
  for (const hour of hours.slice(0, MOST_HOURS_READ)) {
    const found = await tx.$queryRaw<readonly { job: string; personId: string }[]>`
      SELECT DISTINCT job, person_id::text AS "personId" FROM usage_event
      WHERE tenant_id = ${context.tenantId}::uuid AND at >= ${new Date(hour)} AND at < ${new Date(hour + HOUR_MS)}
        AND amount > 0 AND job = ANY(${jobs}::text[])`;
    for (const { job, personId } of found) works.add(`${hour} ${personId} ${job}`);
  }
  return ({ usedIn, personId, job }) => works.has(`${usedIn?.getTime() ?? ""} ${personId} ${job ?? ""}`);
}
