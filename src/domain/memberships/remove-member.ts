import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { authorityIn, requirePermission } from "./authority-in.ts";
import { endMembership } from "./end-membership.ts";
import type { Member } from "./member.ts";
import { memberIn } from "./member.ts";
import { requireActsOn } from "./require-grant.ts";
import { requireKeeperAfter } from "./require-keeper.ts";

interface Removal {
  readonly organizationId: string;
  readonly personId: string;
  readonly reason?: string | undefined;
}

/** Ends somebody's membership at once; returns it as it was. */
export async function removeMember(context: Context, { organizationId, personId, reason }: Removal): Promise<Member> {
  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, organizationId);
    const { organization } = authority;
    await requirePermission(tx, authority, "member:remove");
    const member = await memberIn(tx, organization, personId);
    await requireActsOn(tx, authority, member);
    const { name } = member.person;
    await requireKeeperAfter(tx, organization, { change: "remove", personId, name, role: undefined });

    await endMembership(tx, member);
    const { person, role } = member;
    await record(tx, context, { kind: "member-removed", organization: member.organization, person, role }, { reason });
    return member;
  });
}
