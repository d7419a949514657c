import type { Database, Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { authorityIn, readAuthority } from "./authority-in.ts";
import type { Authority } from "./authority.ts";
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
    const member = await requireDispensable(tx, await authorityIn(tx, context, organizationId));

    await endMembership(tx, member);
    const { person, role } = member;
    await record(tx, context, { kind: "member-left", organization: member.organization, person, role });
    return member;
  });
}

/** The actor's membership; refused as leaving itself would be now, so that nobody is asked to confirm in vain. */
export async function showLeaving(
  context: Context,
  { organizationId }: { readonly organizationId: string },
): Promise<Member> {
  return requireDispensable(context.db, await readAuthority(context.db, context, organizationId));
}

async function requireDispensable(
  db: Database | Transaction,
  { organization, personId, name }: Authority,
): Promise<Member> {
  const member = await memberIn(db, organization, personId);
  await requireKeeperAfter(db, organization, { change: "leave", personId, name, role: undefined });
  return member;
}
