import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";

/** How deep organizations may stand below each other, the top one counted. */
export const DEEPEST = 8;

export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly kind: OrganizationKind;
  readonly parentId: string | null;
}

interface Place {
  readonly tenantId: string;
  readonly organizationId: string;
}

/** The organization and those above it, nearest first; empty where it is not there. */
export function chainOf(db: Database | Transaction, { tenantId, organizationId }: Place): Promise<TreeNode[]> {
  return readRows<TreeNode>(
    db,
    Prisma.sql`
    WITH RECURSIVE chain AS (
      SELECT o.id, o.name, o.slug, o.kind, o.parent_id, 1 AS depth FROM organization o
      WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL
      UNION ALL
      SELECT o.id, o.name, o.slug, o.kind, o.parent_id, c.depth + 1 FROM chain c JOIN organization o ON o.id = c.parent_id
      WHERE c.depth < ${DEEPEST * 2}
    ) SELECT id, name, slug, kind::text, parent_id AS "parentId" FROM chain ORDER BY depth`,
  );
}

/** The organizations right below it, by name. */
export function childrenOf(db: Database | Transaction, { tenantId, organizationId }: Place): Promise<TreeNode[]> {
  return readRows<TreeNode>(
    db,
    Prisma.sql`
    SELECT id, name, slug, kind::text, parent_id AS "parentId" FROM organization
    WHERE parent_id = ${organizationId}::uuid AND tenant_id = ${tenantId}::uuid AND deleted_at IS NULL
    ORDER BY lower(name), id`,
  );
}

/** How many levels there are from it down, itself counted. */
export async function heightOf(db: Database | Transaction, { tenantId, organizationId }: Place): Promise<number> {
  const [row] = await readRows<{ height: number }>(
    db,
    Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT o.id, 1 AS depth FROM organization o
      WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid
      UNION ALL
      SELECT o.id, b.depth + 1 FROM below b JOIN organization o ON o.parent_id = b.id
      WHERE o.deleted_at IS NULL AND b.depth < ${DEEPEST * 2}
    ) SELECT max(depth)::int AS height FROM below`,
  );
  return row?.height ?? 0;
}
