import type { Database } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { lately } from "./recipients.ts";

const MOST = 25;

/** The sources under which people's usage was reported lately, by name. */
export async function knownClusters(
  db: Database,
  { tenantId, now }: Pick<Context, "tenantId" | "now">,
): Promise<string[]> {
  const rows = await db.$queryRaw<readonly { source: string }[]>`
    SELECT DISTINCT source FROM usage_event
    WHERE tenant_id = ${tenantId}::uuid AND at >= ${lately(now)} ORDER BY source LIMIT ${MOST}`;
  return rows.map(({ source }) => source);
}
