import type { Database } from "../../storage/database.ts";

/** Notes that a person was here; at most one write in ten minutes. */
export async function markSeen(db: Database, personId: string, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE person SET last_seen_at = ${now}
    WHERE id = ${personId}::uuid AND (last_seen_at IS NULL OR last_seen_at < ${now}::timestamptz - interval '10 minutes')`;
}
