import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import type { Problem } from "../errors.ts";

interface Tombstone {
  readonly organization: string;
  readonly by: string;
  readonly at: Date;
}

/** Why somebody's organization is not there: whoever belonged to a deleted one hears so, for anybody else it never was. */
export async function problemWithMissing(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { organizationId, personId }: { readonly organizationId: string; readonly personId: string },
): Promise<Problem> {
  const member = JSON.stringify([{ id: personId }]);
  const [tombstone] = await readRows<Tombstone>(
    db,
    Prisma.sql`
    SELECT o.name AS organization, p.display_name AS by, o.deleted_at AS at
    FROM organization o JOIN person p ON p.id = o.deleted_by_id
    WHERE o.id = ${organizationId}::uuid AND o.tenant_id = ${tenantId}::uuid AND EXISTS (
      SELECT FROM audit_entry a
      WHERE a.tenant_id = o.tenant_id AND a.at = o.deleted_at AND a.organization_id = o.id
        AND a.kind = 'organization-deleted' AND a.data -> 'members' @> ${member}::jsonb)`,
  );
  return tombstone ? { kind: "organization-deleted", ...tombstone } : { kind: "not-found", thing: "organization" };
}

/** A slug that is no word, so that nobody can type it and nobody else wants it. */
export function slugOfDeleted(organizationId: string): string {
  return `~${organizationId}`;
}
