import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import type { OrganizationChanges, Ref } from "../events.ts";
import { authorityIn, requirePermission } from "../memberships/authority-in.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { changesOf } from "./changes.ts";

export interface Configured {
  readonly organization: Ref;
  /** Only what changed; empty when nothing did. */
  readonly before: OrganizationChanges;
  readonly after: OrganizationChanges;
  readonly changed: boolean;
}

/** Changes what plain members may do here and how people come in. What is not given stays. */
export async function configureOrganization(
  context: Context,
  { organizationId, ...wish }: OrganizationChanges & { readonly organizationId: string },
): Promise<Configured> {
  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, organizationId);
    await requirePermission(tx, authority, "organization:configure");
    const organization = { id: authority.organization.id, name: authority.organization.name };
    const { before, after, changed } = changesOf(authority.organization, wish);
    if (!changed) return { organization, before, after, changed };

    const { settings, admission, prerequisites } = after;
    // Accounts without an administrator's leave: everybody owns an organization, so owning one is not enough.
    if (admission === "create") await requireTenantPermission(tx, context, "person:activate");
    await tx.organization.update({
      where: { id: organizationId },
      data: {
        ...settings,
        ...(admission && { admission }),
        ...(prerequisites && { prerequisites: [...prerequisites] }),
      },
    });
    await record(tx, context, { kind: "organization-configured", organization, before, after });
    return { organization, before, after, changed };
  });
}
