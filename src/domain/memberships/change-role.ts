import { transaction } from "../../storage/transaction.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { authorityIn, requirePermission, whoMay } from "./authority-in.ts";
import { isAtLeast } from "./authority.ts";
import type { Member } from "./member.ts";
import { memberIn } from "./member.ts";
import { requireActsOn, requireGrantable, requireOffered } from "./require-grant.ts";
import { requireKeeperAfter } from "./require-keeper.ts";

export interface RoleChange {
  /** With the role as it is now. */
  readonly member: Member;
  readonly before: Role;
  readonly changed: boolean;
}

/** Gives a member another role. The role they have already changes nothing and is no error. */
export async function changeRole(
  context: Context,
  {
    organizationId,
    personId,
    role,
  }: { readonly organizationId: string; readonly personId: string; readonly role: Role },
): Promise<RoleChange> {
  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, organizationId);
    const { organization } = authority;
    await requirePermission(tx, authority, "member:role");
    requireOffered(organization, role);
    const member = await memberIn(tx, organization, personId);
    if (member.kind === "service")
      refuse({ kind: "service-account-refused", account: member.person.name, wanted: "role" });
    const before = member.role;
    if (before === role) return { member, before, changed: false };
    const isRaise = isAtLeast(role, before);
    if (isRaise && personId === authority.personId) {
      refuse({
        kind: "self-grant",
        role,
        organization: organization.name,
        whoMay: await whoMay(tx, organizationId, role),
      });
    }
    await requireActsOn(tx, authority, member);
    await requireGrantable(tx, authority, role);
    await requireKeeperAfter(tx, organization, { change: "demote", personId, name: member.person.name, role });

    await tx.membership.update({
      where: { organizationId_personId: { organizationId, personId } },
      data: { role },
    });
    await record(tx, context, {
      kind: "member-role-changed",
      organization: member.organization,
      person: member.person,
      before,
      after: role,
    });
    return { member: { ...member, role }, before, changed: true };
  });
}
