import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { authorityIn } from "./authority-in.ts";
import { endMembership } from "./end-membership.ts";
import type { Member } from "./member.ts";
import { memberIn } from "./member.ts";
import { requireKeeperAfter } from "./require-keeper.ts";

/** Ends the actor's own membership; returns it as it was. The last keeper stays. */
export async function leaveOrganization(
  context: Context,
  { organizationId }: { readonly organizationId: string },
): Promise<Member> {
  return transaction(context.db, async (tx) => {
    const { organization, personId, name } = await authorityIn(tx, context, organizationId);
    const member = await memberIn(tx, organization, personId);
    await requireKeeperAfter(tx, organization, { change: "leave", personId, name, role: undefined });

    await endMembership(tx, member);
    const { person, role } = member;
    await record(tx, context, { kind: "member-left", organization: member.organization, person, role });
    return member;
  });
}
