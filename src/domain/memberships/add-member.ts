import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Prerequisite, Role } from "../../storage/generated/enums.ts";
import { record, toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import type { Invitee } from "../invitations/invitation.ts";
import { knowInvitee } from "../invitations/invitee.ts";
import type { KnownInvitee } from "../invitations/invitee.ts";
import { missingPrerequisites, requireNewcomer, requireRoomForMember } from "../invitations/require-invitable.ts";
import { supersedeOthers } from "../invitations/supersede.ts";
import { authorityIn, requirePermission } from "./authority-in.ts";
import type { OrganizationFacts } from "./authority.ts";
import type { Member } from "./member.ts";
import { memberIn } from "./member.ts";
import { requireGrantable, requireOffered } from "./require-grant.ts";

interface Addition {
  readonly organizationId: string;
  readonly person: Invitee;
  readonly role: Role;
}

/**
 * Puts somebody into a project at once, who has all that it asks for. Organizations invite instead. Who lacks something
 * hears what, and how to put that right.
 */
export async function addMember(context: Context, addition: Addition): Promise<Member> {
  const outcome = await transaction(context.db, async (tx) => addOrTell(tx, context, addition));
  // Thrown only now: what tells the person is part of what was committed.
  return "problem" in outcome ? refuse(outcome.problem) : outcome.member;
}

type Outcome = { readonly member: Member } | { readonly problem: Problem };

async function addOrTell(
  tx: Transaction,
  context: Context,
  { organizationId, person, role }: Addition,
): Promise<Outcome> {
  const authority = await authorityIn(tx, context, organizationId);
  const { organization } = authority;
  await requirePermission(tx, authority, "member:add");
  requireOffered(organization, role);
  await requireGrantable(tx, authority, role);
  const invitee = await knowInvitee(tx, context, person);
  const { label: name, personId } = invitee;
  if (organization.kind !== "project") refuse({ kind: "must-be-invited", name, organization: organization.name });
  if (personId) await requireNewcomer(tx, organization, personId);
  const missing = await missingPrerequisites(tx, organization, personId);
  const about = { name, organization: organization.name };
  if (missing.length > 0) {
    await tellOnce(tx, context, { organization, invitee, missing });
    return { problem: { kind: "prerequisites-missing", ...about, missing, organizationKind: organization.kind } };
  }
  if (!personId) return refuse({ kind: "must-register-first", ...about });
  await requireRoomForMember(tx, organization);

  return { member: await add(tx, context, { organization, personId, role }) };
}

async function add(
  tx: Transaction,
  context: Context,
  { organization, personId, role }: { organization: OrganizationFacts; personId: string; role: Role },
): Promise<Member> {
  const id = context.newId();
  const { tenantId, now } = context;
  const organizationId = organization.id;
  await tx.membership.create({ data: { id, tenantId, organizationId, personId, role, joinedAt: now } });
  const member = await memberIn(tx, organization, personId);
  const added = { organization: member.organization, person: member.person };
  await record(tx, context, { kind: "member-added", ...added, role, how: "added" });
  await supersedeOthers(tx, context, { organizationId, personId, by: id });
  return member;
}

interface Lack {
  readonly organization: OrganizationFacts;
  readonly invitee: KnownInvitee;
  readonly missing: readonly Prerequisite[];
}

const TOLD_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Trying again must not pester: the same news is told once a day. */
async function tellOnce(tx: Transaction, context: Context, { organization, invitee, missing }: Lack): Promise<void> {
  const event = {
    kind: "member-addition-prevented",
    organization: { id: organization.id, name: organization.name },
    personKey: invitee.key,
    personLabel: invitee.label,
    missing,
  } as const;
  const { tenantId, now } = context;
  const told = await tx.auditEntry.count({
    where: {
      tenantId,
      organizationId: organization.id,
      kind: event.kind,
      at: { gt: new Date(now.getTime() - TOLD_AGAIN_AFTER_MS) },
      data: { equals: toJson(event) },
    },
  });
  if (told === 0) await record(tx, context, event);
}
