import type { Transaction } from "../../storage/database.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { firstFreeName, slugOf } from "./naming.ts";
import type { Naming } from "./naming.ts";
import { keeperRole } from "./organization.ts";

interface Foundation {
  readonly founder: Ref;
  readonly name: string;
  readonly kind: OrganizationKind;
  /** The one that registering brings: numbered when its name is taken, where others are refused. */
  readonly personal: boolean;
}

/** Founds an organization with its first keeper. The caller holds the tenant's lock, so that names do not clash. */
export async function foundOrganization(
  tx: Transaction,
  context: Context,
  { founder, name, kind, personal }: Foundation,
): Promise<Ref> {
  const { tenantId, now } = context;
  const naming = await freeNaming(tx, tenantId, { name, slug: slugOf(name, kind) });
  if (naming.numbered && !personal) {
    return refuse({ kind: "organization-name-taken", name, suggestion: naming.name, field: "name" });
  }

  const organization = { id: context.newId(), name: naming.name };
  const role = keeperRole(kind);
  await tx.organization.create({
    data: {
      ...organization,
      tenantId,
      kind,
      slug: naming.slug,
      personalForId: personal ? founder.id : null,
      admission: kind === "project" ? "existing_only" : "invite_any",
      prerequisites: kind === "project" ? ["account", "ssh_key"] : [],
      createdAt: now,
    },
  });
  await tx.membership.create({
    data: { id: context.newId(), tenantId, organizationId: organization.id, personId: founder.id, role, joinedAt: now },
  });
  await record(tx, context, { kind: "organization-created", organization, organizationKind: kind, personal });
  await record(tx, context, { kind: "member-added", organization, person: founder, role, how: "founded" });
  return organization;
}

async function freeNaming(tx: Transaction, tenantId: string, wanted: Naming) {
  const near = await tx.$queryRaw<Naming[]>`
    SELECT lower(name) AS name, slug FROM organization
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL
      AND (starts_with(lower(name), lower(${wanted.name})) OR starts_with(slug, ${wanted.slug}))`;
  const names = new Set(near.map((organization) => organization.name));
  const slugs = new Set(near.map((organization) => organization.slug));
  return firstFreeName(wanted, ({ name, slug }) => names.has(name.toLowerCase()) || slugs.has(slug));
}
