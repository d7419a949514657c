import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { authorityIn } from "../memberships/authority-in.ts";

/** Makes another of the actor's organizations the one that commands mean when none is named. */
export async function switchOrganization(
  context: Context,
  { organizationId }: { readonly organizationId: string },
): Promise<{ readonly organization: Ref; readonly changed: boolean }> {
  return transaction(context.db, async (tx) => {
    const { organization, personId, name } = await authorityIn(tx, context, organizationId);
    const { count } = await tx.person.updateMany({
      where: {
        id: personId,
        OR: [{ currentOrganizationId: null }, { currentOrganizationId: { not: organizationId } }],
      },
      data: { currentOrganizationId: organizationId },
    });
    const ref = { id: organization.id, name: organization.name };
    if (count === 0) return { organization: ref, changed: false };

    await record(tx, context, { kind: "organization-switched", person: { id: personId, name }, organization: ref });
    return { organization: ref, changed: true };
  });
}
