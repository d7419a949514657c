import type { Transaction } from "../../storage/database.ts";
import { DEEPEST } from "../organizations/tree.ts";

/** The ids of an organization and of all below it. */
export async function belowAndItself(
  tx: Transaction,
  tenantId: string,
  organizationId: string,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<readonly { id: string }[]>`
    WITH RECURSIVE below AS (
      SELECT o.id, 1 AS depth FROM organization o WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid
      UNION ALL
      SELECT o.id, b.depth + 1 FROM below b JOIN organization o ON o.parent_id = b.id
      WHERE o.deleted_at IS NULL AND b.depth < ${DEEPEST * 2}
    ) SELECT DISTINCT id FROM below`;
  return rows.map(({ id }) => id);
}
