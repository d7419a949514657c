import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";

/** What alerts last saw, where nothing else about them changed: in one statement for all. */
export async function keepSeen(
  tx: Transaction,
  { now }: Pick<Context, "now">,
  alerts: readonly Pick<Alert, "id" | "value">[],
): Promise<void> {
  if (alerts.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    UPDATE alert a SET value = s.value, peak = greatest(a.peak, s.value), evaluated_at = ${now}::timestamptz
    FROM unnest(${alerts.map(({ id }) => id)}::uuid[], ${alerts.map(({ value }) => value)}::bigint[]) AS s (id, value)
    WHERE a.id = s.id`);
}
