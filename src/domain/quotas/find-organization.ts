import type { OrganizationKind, PlatformRole } from "../../storage/generated/enums.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";

export interface OrganizationFound {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: OrganizationKind;
}

const administers: Readonly<Record<PlatformRole, boolean>> = { regular: false, admin: true, super_admin: true };

/**
 * An organization by its slug (or id) or by its name, in any case, which the actor may see: all of them who administers
 * the installation, else those that they belong to and those below these. undefined for any other.
 */
export async function findOrganization(
  { db, tenantId, actor }: Pick<Context, "db" | "tenantId" | "actor">,
  by: { readonly slug: string } | { readonly name: string },
): Promise<OrganizationFound | undefined> {
  if (actor.kind !== "person") return undefined;
  const [slug, name] = "slug" in by ? [by.slug.toLowerCase(), null] : [null, by.name.toLowerCase()];
  const rows = await readRows<OrganizationFound>(
    db,
    Prisma.sql`
    WITH RECURSIVE visible AS (
      SELECT o.id FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.tenant_id = ${tenantId}::uuid AND m.person_id = ${actor.id}::uuid AND NOT ${administers[actor.role]}
      UNION
      SELECT o.id FROM visible v JOIN organization o ON o.parent_id = v.id
    )
    SELECT o.id, o.slug, o.name, o.kind::text FROM organization o
    WHERE o.tenant_id = ${tenantId}::uuid AND o.deleted_at IS NULL
      AND (o.slug = ${slug} OR o.id::text = ${slug} OR lower(o.name) = ${name})
      AND (${administers[actor.role]} OR o.id IN (SELECT id FROM visible))
    ORDER BY o.slug LIMIT 1`,
  );
  return rows[0];
}
