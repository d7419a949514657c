import { Prisma } from "../../../storage/generated/client.ts";
import type { ClockLook } from "./observers.ts";
import { countWords } from "./plainly.ts";

/** What is unlike somebody, besides amounts (semantics E10). */
export const signalKeys = [
  "first-accelerator",
  "night-burst",
  "failed-sign-ins",
  "new-country",
  "mass-download",
  "role-then-export",
] as const;

export interface Signal {
  readonly key: (typeof signalKeys)[number];
  readonly personId: string;
  /** As a card says it after "Unusual for Bob: ". */
  readonly words: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_FAILED = 10;
/** Somebody is known from so many sign-ins or days of use on. */
const KNOWN_SIGN_INS = 3;
export const KNOWN_DAYS = 14;
const NIGHT_UNTIL = 5;
const MOST_FILES = 100;
const MOST_BYTES = 50_000_000_000;
/** Beside the most of any hour before. */
const TIMES_MOST = 5;

/** Everything of the last hour, but for first uses of accelerators (accelerators.ts). */
export async function listSignals(look: ClockLook): Promise<readonly Signal[]> {
  return [
    ...(await nightBursts(look)),
    ...(await failedSignIns(look)),
    ...(await newCountries(look)),
    ...(await massDownloads(look)),
    ...(await exportsAfterRoles(look)),
  ];
}

interface Found {
  readonly personId: string;
  readonly what: string;
}

export function sinceOf({ context }: ClockLook, milliseconds = HOUR_MS): Date {
  return new Date(context.now.getTime() - milliseconds);
}

/** Use in the small hours of somebody known who had none there in four weeks. */
async function nightBursts(look: ClockLook): Promise<readonly Signal[]> {
  const { tenantId, now, configuration } = look.context;
  const from = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS);
  const weeks = new Date(from.getTime() - 28 * DAY_MS);
  const least = configuration.meters.filter(({ kind }) => kind === "counter");
  const rows = await look.tx.$queryRaw<readonly Found[]>(Prisma.sql`
    WITH least AS (
      SELECT * FROM unnest(${least.map(({ name }) => name)}::text[],
        ${least.map(({ decimals }) => (decimals === 0 ? 10 : 10 ** decimals))}::bigint[], ${least.map(({ label }) => label)}::text[])
        AS l (meter, amount, label)
    ), night AS (
      SELECT u.person_id, u.meter, l.label, p.time_zone, sum(u.amount) AS used FROM usage_hour u
      JOIN least l ON l.meter = u.meter JOIN person p ON p.id = u.person_id
      WHERE u.tenant_id = ${tenantId}::uuid AND u.hour >= ${from}::timestamptz AND u.hour <= ${now}::timestamptz
        AND extract(hour FROM u.hour AT TIME ZONE p.time_zone) < ${NIGHT_UNTIL}
      GROUP BY 1, 2, 3, 4, l.amount HAVING sum(u.amount) >= l.amount
    )
    SELECT n.person_id::text AS "personId", min(n.label) AS what FROM night n, LATERAL (
      SELECT count(DISTINCT h.hour::date) AS days, avg(h.amount) AS usual,
        count(*) FILTER (WHERE extract(hour FROM h.hour AT TIME ZONE n.time_zone) < ${NIGHT_UNTIL}) AS nights
      FROM usage_hour h WHERE h.tenant_id = ${tenantId}::uuid AND h.person_id = n.person_id AND h.meter = n.meter
        AND h.hour >= ${weeks}::timestamptz AND h.hour < ${from}::timestamptz AND h.amount > 0
    ) known WHERE known.days >= ${KNOWN_DAYS} AND known.nights = 0 AND n.used >= known.usual
    GROUP BY 1`);
  return rows.map(({ personId, what }) => ({
    key: "night-burst",
    personId,
    words: `much use in the night (${what}), for the first time in four weeks`,
  }));
}

async function failedSignIns(look: ClockLook): Promise<readonly Signal[]> {
  const { tenantId, now } = look.context;
  const rows = await look.tx.$queryRaw<readonly { personId: string; count: number }[]>`
    SELECT person_id::text AS "personId", count(*)::int AS count FROM activity
    WHERE tenant_id = ${tenantId}::uuid AND kind = 'sign-in' AND outcome = 'failed' AND at > ${sinceOf(look)} AND at <= ${now}
      AND person_id IS NOT NULL
    GROUP BY 1 HAVING count(*) >= ${MOST_FAILED}`;
  return rows.map(({ personId, count }) => ({
    key: "failed-sign-ins",
    personId,
    words: `${count} failed sign-ins within 1 hour`,
  }));
}

async function newCountries(look: ClockLook): Promise<readonly Signal[]> {
  const { tenantId, now } = look.context;
  const since = sinceOf(look);
  const rows = await look.tx.$queryRaw<readonly Found[]>`
    SELECT a.person_id::text AS "personId", string_agg(DISTINCT a.data ->> 'country', ' and ') AS what FROM activity a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.kind = 'sign-in' AND a.outcome = 'succeeded' AND a.at > ${since} AND a.at <= ${now}
      AND a.person_id IS NOT NULL AND a.data ->> 'country' IS NOT NULL
      AND (SELECT count(*) >= ${KNOWN_SIGN_INS} AND bool_and(b.data ->> 'country' <> a.data ->> 'country') FROM activity b
        WHERE b.tenant_id = a.tenant_id AND b.person_id = a.person_id AND b.kind = 'sign-in' AND b.outcome = 'succeeded'
          AND b.at <= ${since} AND b.data ->> 'country' IS NOT NULL)
    GROUP BY 1`;
  return rows.map(({ personId, what }) => ({ key: "new-country", personId, words: `first sign-in from ${what}` }));
}

interface Downloads {
  readonly personId: string;
  readonly files: number;
  readonly bytes: number;
  readonly mostFiles: number;
  readonly mostBytes: number;
}

/** Very much, and more than five times the most of any hour in four weeks. */
async function massDownloads(look: ClockLook): Promise<readonly Signal[]> {
  const { tenantId, now } = look.context;
  const since = sinceOf(look);
  const weeks = sinceOf(look, 28 * DAY_MS);
  const rows = await look.tx.$queryRaw<readonly Downloads[]>`
    WITH hourly AS (
      SELECT person_id, ceil(extract(epoch FROM at - ${since}::timestamptz) / 3600) AS hour,
        sum(coalesce((data ->> 'count')::float8, 1)) AS files, sum(coalesce((data ->> 'bytes')::float8, 0)) AS bytes
      FROM activity
      WHERE tenant_id = ${tenantId}::uuid AND kind = 'download' AND at > ${weeks}::timestamptz AND at <= ${now}::timestamptz
        AND person_id IS NOT NULL
      GROUP BY 1, 2
    )
    SELECT person_id::text AS "personId", sum(files) FILTER (WHERE hour = 1) AS files, sum(bytes) FILTER (WHERE hour = 1) AS bytes,
      coalesce(max(files) FILTER (WHERE hour < 1), 0) AS "mostFiles", coalesce(max(bytes) FILTER (WHERE hour < 1), 0) AS "mostBytes"
    FROM hourly GROUP BY 1 HAVING count(*) FILTER (WHERE hour = 1) > 0`;
  return rows.filter(isMass).map(({ personId, files, bytes }) => ({
    key: "mass-download",
    personId,
    words: `downloads of ${countWords(files, "file", "files")}${bytes > 0 ? ` (${Math.round(bytes / 1e6).toLocaleString("en-US")} MB)` : ""} within 1 hour`,
  }));
}

function isMass({ files, bytes, mostFiles, mostBytes }: Downloads): boolean {
  const isManyFiles = files >= MOST_FILES && files > TIMES_MOST * mostFiles;
  return isManyFiles || (bytes >= MOST_BYTES && bytes > TIMES_MOST * mostBytes);
}

/** Within a day of getting another role. */
async function exportsAfterRoles(look: ClockLook): Promise<readonly Signal[]> {
  const { tenantId, now } = look.context;
  const rows = await look.tx.$queryRaw<readonly { personId: string }[]>`
    SELECT DISTINCT a.person_id::text AS "personId" FROM activity a
    JOIN audit_entry e ON e.tenant_id = a.tenant_id AND e.outcome = 'changed'
      AND e.kind IN ('member-role-changed', 'person-role-changed') AND e.at > a.at - interval '24 hours' AND e.at <= a.at
      AND e.data -> 'person' ->> 'id' = a.person_id::text
    WHERE a.tenant_id = ${tenantId}::uuid AND a.kind = 'download' AND a.at > ${sinceOf(look)} AND a.at <= ${now}
      AND e.at > ${sinceOf(look, DAY_MS + HOUR_MS)}`;
  return rows.map(({ personId }) => ({
    key: "role-then-export",
    personId,
    words: "a download right after a change of role",
  }));
}
