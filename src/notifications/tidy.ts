import type { Database } from "../storage/database.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Platforms redeliver a request within minutes. */
const RECEIPTS_KEPT_MS = HOUR_MS;
/** Of an announcement that was never sent. */
const DRAFTS_KEPT_MS = 30 * 24 * HOUR_MS;
/** Wrong codes count for ten minutes. */
const ATTEMPTS_KEPT_MS = 24 * HOUR_MS;
/** What was sent to machines, or given up. */
const WEBHOOK_LOG_KEPT_MS = 30 * 24 * HOUR_MS;

/** Deletes what has served its time: receipts of requests, drafts, wrong codes. Returns how many rows. */
export async function tidy(db: Database, now: Date): Promise<number> {
  const deleted = await Promise.all([
    db.receipt.deleteMany({ where: { receivedAt: { lt: before(now, RECEIPTS_KEPT_MS) } } }),
    db.draft.deleteMany({ where: { expiresAt: { lte: now } } }),
    db.webhookMessage.deleteMany({
      where: { state: { not: "pending" }, createdAt: { lt: before(now, WEBHOOK_LOG_KEPT_MS) } },
    }),
    db.announcement.deleteMany({
      where: { state: { in: ["draft", "replaced"] }, createdAt: { lt: before(now, DRAFTS_KEPT_MS) } },
    }),
    db.codeAttempt.deleteMany({ where: { at: { lt: before(now, ATTEMPTS_KEPT_MS) } } }),
  ]);
  return deleted.reduce((sum, { count }) => sum + count, 0);
}

function before(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() - milliseconds);
}
