import type { Database, Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { authorityIn, readAuthority, requirePermission } from "./authority-in.ts";
import type { Authority } from "./authority.ts";
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
    const member = await requireRemovable(tx, authority, personId);

    await endMembership(tx, member);
    const { person, role } = member;
    await record(tx, context, { kind: "member-removed", organization: member.organization, person, role }, { reason });
    return member;
  });
}

/** Who would be removed; refused as the removal itself would be now, so that nobody is asked to confirm in vain. */
export async function showRemoval(context: Context, { organizationId, personId }: Removal): Promise<Member> {
  const authority = await readAuthority(context.db, context, organizationId);
  return requireRemovable(context.db, authority, personId);
}

async function requireRemovable(db: Database | Transaction, authority: Authority, personId: string): Promise<Member> {
  const { organization } = authority;
  await requirePermission(db, authority, "member:remove");
  const member = await memberIn(db, organization, personId);
  if (member.kind === "service")
    refuse({ kind: "service-account-refused", account: member.person.name, wanted: "removed-as-member" });
  await requireActsOn(db, authority, member);
  const { name } = member.person;
  await requireKeeperAfter(db, organization, { change: "remove", personId, name, role: undefined });
  return member;
}
