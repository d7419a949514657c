import type { Database, Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requireAnnouncer } from "./announcement-access.ts";
import { ANNOUNCEMENT, audienceOf } from "./announcement.ts";

/** How far it has gone. */
export interface Counts {
  /** Whom it is for, also those who are not written down yet. */
  readonly total: number;
  readonly sent: number;
  readonly waiting: number;
  /** Also what waits for a channel that cannot be posted to: nobody knows for how long. */
  readonly notSent: number;
  /** Sent, and to be edited yet. */
  readonly outdated: number;
  readonly slack: number;
  readonly discord: number;
  /** What went there cannot be edited. */
  readonly email: number;
  /** Who pressed "Got it". */
  readonly confirmed: number;
}

export interface Progress {
  readonly announcement: Announcement;
  readonly counts: Counts;
  /** Why it did not reach some, the most frequent first; sentences. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** Seconds until the last has it, as far as can be told; null: nothing is under way. */
  readonly secondsLeft: number | null;
}

const MOST_REASONS = 3;
/** From so many messages and seconds on, their own pace says more than the platforms' limits. */
const ENOUGH = { messages: 50, seconds: 10 } as const;

/** Counted over its deliveries: 100,000 take a tenth of a second. */
export async function readCounts(db: Database | Transaction, row: Announcement): Promise<Counts> {
  const { id, tenantId } = row;
  const [counted] = await db.$queryRaw<readonly (Counts & { readonly written: number })[]>`
    SELECT count(*)::int AS written,
      count(*) FILTER (WHERE shown_version > 0)::int AS sent,
      count(*) FILTER (WHERE shown_version = 0 AND state = 'pending')::int AS waiting,
      count(*) FILTER (WHERE shown_version = 0 AND state IN ('undeliverable', 'failed', 'held'))::int AS "notSent",
      count(*) FILTER (WHERE shown_version > 0 AND shown_version < wanted_version AND state = 'pending')::int AS outdated,
      count(*) FILTER (WHERE shown_version > 0 AND channel = 'slack')::int AS slack,
      count(*) FILTER (WHERE shown_version > 0 AND channel = 'discord')::int AS discord,
      count(*) FILTER (WHERE shown_version > 0 AND channel = 'email')::int AS email,
      (SELECT count(*)::int FROM announcement_reading r WHERE r.announcement_id = ${id}::uuid) AS confirmed
    FROM delivery
    WHERE subject = ${ANNOUNCEMENT} AND subject_id = ${id}::uuid AND tenant_id = ${tenantId}::uuid`;
  if (!counted) throw new Error("a count has a row");

  const { written, ...counts } = counted;
  const total = row.spreadAt ? written : Math.max(written, row.total ?? 0);
  return { ...counts, total, waiting: counts.waiting + total - written };
}

/** For the card of who sent it. undefined: there is no such announcement. */
export async function readProgress(
  db: Database | Transaction,
  { tenantId, now }: Pick<Context, "tenantId" | "now">,
  id: string,
): Promise<Progress | undefined> {
  const announcement = await db.announcement.findFirst({ where: { id, tenantId } });
  if (!announcement) return undefined;

  const counts = await readCounts(db, announcement);
  const reasons = counts.notSent > 0 ? await readReasons(db, announcement) : [];
  return { announcement, counts, reasons, secondsLeft: secondsLeft(announcement, counts, now) };
}

/** The same, for who may speak to its audience. Refuses with `not-found`, `forbidden`. */
export async function showAnnouncement(
  context: Context,
  { announcementId }: { readonly announcementId: string },
): Promise<Progress> {
  const progress = await readProgress(context.db, context, announcementId);
  if (!progress) return refuse({ kind: "not-found", thing: "announcement" });

  await requireAnnouncer(context, context.db, audienceOf(progress.announcement));
  return progress;
}

/** Names at the beginning of a reason would make each the only one of its kind. */
function readReasons(db: Database | Transaction, { id, tenantId }: Announcement) {
  return db.$queryRaw<Progress["reasons"]>`
    SELECT regexp_replace(coalesce(error, 'It was given up.'), '^.{1,120}?''s (direct messages|account)', 'Their \\1') AS reason,
      count(*)::int AS count
    FROM delivery
    WHERE subject = ${ANNOUNCEMENT} AND subject_id = ${id}::uuid AND tenant_id = ${tenantId}::uuid
      AND shown_version = 0 AND state IN ('undeliverable', 'failed', 'held')
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_REASONS}`;
}

/** By its own pace so far; before there is one, by the platforms' limits. */
export function secondsLeft(
  { startedAt, estimatedSeconds, state }: Pick<Announcement, "startedAt" | "estimatedSeconds" | "state">,
  { sent, notSent, waiting, total }: Pick<Counts, "sent" | "notSent" | "waiting" | "total">,
  now: Date,
): number | null {
  if (state !== "sending" || !startedAt || waiting === 0) return null;

  const done = sent + notSent;
  const elapsed = (now.getTime() - startedAt.getTime()) / 1_000;
  if (done >= ENOUGH.messages && elapsed >= ENOUGH.seconds) return Math.ceil((waiting * elapsed) / done);
  return Math.ceil(((estimatedSeconds ?? 0) * waiting) / Math.max(total, 1));
}
