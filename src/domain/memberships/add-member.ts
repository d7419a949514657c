import { transaction } from "../../storage/transaction.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Invitee } from "../invitations/invitation.ts";
import { knowInvitee } from "../invitations/invitee.ts";
import { missingPrerequisites, requireNewcomer, requireRoomForMember } from "../invitations/require-invitable.ts";
import { supersedeOthers } from "../invitations/supersede.ts";
import { authorityIn, requirePermission } from "./authority-in.ts";
import type { Member } from "./member.ts";
import { memberIn } from "./member.ts";
import { requireGrantable, requireOffered } from "./require-grant.ts";

interface Addition {
  readonly organizationId: string;
  readonly person: Invitee;
  readonly role: Role;
}

/** Puts somebody into a project at once, who has all that it asks for. Organizations invite instead. */
export async function addMember(context: Context, { organizationId, person, role }: Addition): Promise<Member> {
  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, organizationId);
    const { organization } = authority;
    await requirePermission(tx, authority, "member:add");
    requireOffered(organization, role);
    await requireGrantable(tx, authority, role);
    const { label: name, personId } = await knowInvitee(tx, context, person);
    if (organization.kind !== "project") refuse({ kind: "must-be-invited", name, organization: organization.name });
    if (personId) await requireNewcomer(tx, organization, personId);
    const missing = await missingPrerequisites(tx, organization, personId);
    const about = { name, organization: organization.name };
    if (missing.length > 0) {
      return refuse({ kind: "prerequisites-missing", ...about, missing, organizationKind: organization.kind });
    }
    if (!personId) return refuse({ kind: "must-register-first", ...about });
    await requireRoomForMember(tx, organization);

    const id = context.newId();
    const { tenantId, now } = context;
    await tx.membership.create({ data: { id, tenantId, organizationId, personId, role, joinedAt: now } });
    const member = await memberIn(tx, organization, personId);
    const added = { organization: member.organization, person: member.person };
    await record(tx, context, { kind: "member-added", ...added, role, how: "added" });
    await supersedeOthers(tx, context, { organizationId, personId, by: id });
    return member;
  });
}
