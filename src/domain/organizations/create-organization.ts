import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { ranksAtLeast, requireTenantPermission } from "../people/tenant-authority.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { foundOrganization } from "./found.ts";
import { lineOf } from "./naming.ts";
import type { OrganizationView } from "./organization.ts";
import { viewsOf } from "./view.ts";

/** That one person who does not administer the installation keeps: names are taken by them, and limits looked at. */
const MOST_KEPT = 50;

/**
 * Founds an organization (its founder is the owner) or a project (its founder is an admin; only people with an account
 * and an SSH key are added, directly). The founder works in it from now on. Refuses with
 * `text-invalid`, `forbidden`, `organization-limit`, `organization-name-taken`.
 */
export async function createOrganization(
  context: Context,
  { name, kind }: { readonly name: string; readonly kind: OrganizationKind },
): Promise<OrganizationView> {
  const actor = requirePerson(context);
  const named = lineOf(name);
  if (!("line" in named)) return refuse({ kind: "text-invalid", field: "name", ...named });

  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    await requireTenantPermission(tx, context, "organization:create");
    await requireRoom(tx, context, actor.id);
    const founder = { id: actor.id, name: actor.label };
    const { id } = await foundOrganization(tx, context, { founder, name: named.line, kind, personal: false });
    await tx.person.update({ where: { id: actor.id }, data: { currentOrganizationId: id } });
    const [view] = await viewsOf(tx, context, { organizationId: id });
    return view ?? refuse({ kind: "not-found", thing: "organization" });
  });
}

/** Under the tenant's lock. */
async function requireRoom(tx: Transaction, context: Context, personId: string): Promise<void> {
  const kept = await tx.membership.count({
    where: {
      tenantId: context.tenantId,
      personId,
      role: { in: ["owner", "admin"] },
      organization: { deletedAt: null },
    },
  });
  if (kept >= MOST_KEPT && !(await ranksAtLeast(tx, context, "admin")))
    refuse({ kind: "organization-limit", limit: MOST_KEPT });
}
