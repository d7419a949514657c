import { z } from "zod";
import type { Transaction } from "../../../storage/database.ts";
import { idleReservations } from "./idle-reservations.ts";
import { latest, orNull } from "./idle-row.ts";
import type { ClockLook } from "./observers.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is held while it works; what is stored or a seat is not used by the hour. */
const WORKING = /(?:^|_)(?:jobs|sessions|clusters|notebooks|nodes|gpus)$/u;

/** Something held of which nothing is used. */
export interface IdleThing {
  /** "reservation:<id>", or "held:<organization>:<person>:<meter>". */
  readonly key: string;
  /** Undefined: a level that was reported, which ends where it is reported. */
  readonly reservationId: string | undefined;
  readonly organizationId: string | null;
  readonly personId: string | null;
  readonly job: string | null;
  readonly held: readonly { readonly meter: string; readonly amount: bigint }[];
  readonly heldSince: Date;
  /** When anything was last used of it, or it began. */
  readonly usedAt: Date;
  /** The most of the reports within the time that was looked at. */
  readonly busyPercent: number | undefined;
}

export interface Asked {
  /** How long it must have been so. */
  readonly hours: number;
  /** Reports of no more than this are no use. */
  readonly percent: number;
}

/**
 * Open reservations and held levels that do nothing: reports of how busy they are say so, or there was use of the same work
 * before and there is none any more. What nobody ever reports on while it works is left alone.
 */
export async function findIdle(look: ClockLook, asked: Asked): Promise<readonly IdleThing[]> {
  return [...(await idleReservations(look, asked)), ...(await idleLevels(look, asked))];
}

interface LevelRow {
  readonly organizationId: string;
  readonly personId: string;
  readonly meter: string;
  readonly level: bigint;
  readonly heldSince: Date;
  readonly usedAt: Date | null;
  readonly busyAt: Date | null;
  readonly busyPercent: number | null;
}

/** Levels held all the while by somebody whose use was counted within the last week, and is not any more. */
async function idleLevels({ tx, context }: ClockLook, { hours, percent }: Asked): Promise<readonly IdleThing[]> {
  const { tenantId, now, configuration } = context;
  const gauges = configuration.meters.filter(({ kind, name }) => kind === "gauge" && WORKING.test(name));
  if (gauges.length === 0) return [];
  const names = gauges.map(({ name }) => name);
  const from = new Date(now.getTime() - hours * HOUR_MS);
  const weekAgo = new Date(now.getTime() - 7 * DAY_MS);
  const rows = await readLevels(tx, { tenantId, now, from, weekAgo, names, percent });
  return rows.flatMap((row) => {
    const usedAt = latest([row.heldSince, row.usedAt, row.busyAt]);
    if (usedAt > from) return [];
    const { organizationId, personId, meter, level, heldSince } = row;
    return {
      key: `held:${organizationId}:${personId}:${meter}`,
      reservationId: undefined,
      organizationId: orNull(organizationId),
      personId: orNull(personId),
      job: null,
      held: [{ meter, amount: level }],
      heldSince,
      usedAt,
      busyPercent: row.busyPercent ?? undefined,
    };
  });
}

interface Levels {
  readonly tenantId: string;
  readonly now: Date;
  readonly from: Date;
  readonly weekAgo: Date;
  readonly names: readonly string[];
  readonly percent: number;
}

/** A level that is reported again and again is held since the first hour of the last week in which there was any. */
function readLevels(tx: Transaction, asked: Levels): Promise<readonly LevelRow[]> {
  const { tenantId, now, from, weekAgo, names, percent } = asked;
  return tx.$queryRaw<readonly LevelRow[]>`
    SELECT l.organization_id::text AS "organizationId", l.person_id::text AS "personId", l.meter, l.level,
      least(l.at, held.at) AS "heldSince", used.at AS "usedAt", busy.at AS "busyAt", recent.percent AS "busyPercent"
    FROM usage_level l
    LEFT JOIN LATERAL (
      SELECT min(h.hour) AS at FROM usage_hour h
      WHERE h.tenant_id = l.tenant_id AND h.person_id = l.person_id AND h.organization_id = l.organization_id
        AND h.meter = l.meter AND h.hour >= ${weekAgo} AND h.amount > 0 AND h.hour > coalesce((
          SELECT max(z.hour) FROM usage_hour z WHERE z.tenant_id = l.tenant_id AND z.person_id = l.person_id
            AND z.organization_id = l.organization_id AND z.meter = l.meter AND z.hour >= ${weekAgo} AND z.level = 0), '-infinity')
    ) held ON true
    LEFT JOIN LATERAL (
      SELECT max(least(h.hour + interval '1 hour', ${now}::timestamptz)) AS at FROM usage_hour h
      WHERE h.tenant_id = l.tenant_id AND h.person_id = l.person_id AND h.organization_id = l.organization_id
        AND h.hour >= ${weekAgo} AND h.level IS NULL AND h.amount > 0
    ) used ON true
    LEFT JOIN LATERAL (
      SELECT max(a.at) FILTER (WHERE (a.data ->> 'percent')::float8 > ${percent}) AS at FROM activity a
      WHERE a.tenant_id = l.tenant_id AND a.kind = 'utilization' AND a.person_id = l.person_id AND a.at > ${weekAgo} AND a.at <= ${now}
    ) busy ON true
    LEFT JOIN LATERAL (
      SELECT max((a.data ->> 'percent')::float8) AS percent FROM activity a
      WHERE a.tenant_id = l.tenant_id AND a.kind = 'utilization' AND a.person_id = l.person_id AND a.at > ${from} AND a.at <= ${now}
    ) recent ON true
    WHERE l.tenant_id = ${tenantId}::uuid AND l.level > 0 AND l.meter = ANY(${[...names]}::text[])
      AND (used.at IS NOT NULL OR busy.at IS NOT NULL OR recent.percent IS NOT NULL)`;
}

const holding = z.object({
  reservationId: z.uuid().optional(),
  held: z.array(z.object({ meter: z.string(), amount: z.string().transform(BigInt) })).default([]),
});

/** What an idle alert's facts say is held. */
export function readHolding(facts: unknown): z.output<typeof holding> {
  const read = holding.safeParse(facts);
  return read.success ? read.data : { held: [] };
}
