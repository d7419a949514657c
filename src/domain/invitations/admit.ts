import type { Transaction } from "../../storage/database.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";
import { findAuthority, lockOrganization, requirePerson, whoMay } from "../memberships/authority-in.ts";
import { enroll } from "../people/enroll.ts";
import type { Newcomer, Registered } from "../people/enroll.ts";
import { entryOf } from "../people/registration.ts";
import { requireStillActive } from "../people/require-still-active.ts";
import { decide, requirePending } from "./decide.ts";
import { findInvitation } from "./find-invitation.ts";
import type { Accepted, InvitationView } from "./invitation.ts";
import { requireAdmissible, requireNewcomer, requireRoomForMember } from "./require-invitable.ts";
import { factsOf, mayInviteAs } from "./rules.ts";
import { supersedeOthers } from "./supersede.ts";

interface Admission {
  readonly invitationId: string;
  /** Somebody without an account; the caller holds the tenant's lock then. */
  readonly newcomer: Newcomer | undefined;
}

/** Turns a pending invitation into a membership. Who accepts has been made sure of by the caller. */
export async function admit(
  tx: Transaction,
  context: Context,
  { invitationId, newcomer }: Admission,
): Promise<Accepted> {
  const { organization: place } = await findInvitation(tx, context, invitationId);
  const organization = await lockOrganization(tx, context, place.id);
  const invitation = await findInvitation(tx, context, invitationId);
  requirePending(invitation);
  await requireInviterStillMay(tx, context, invitation);
  const { actor } = context;
  const personId = actor.kind === "person" ? actor.id : undefined;
  if (personId) await requireStillActive(tx, context);
  if (personId) await requireNewcomer(tx, organization, personId);
  await requireAdmissible(tx, organization, { personId, name: actor.label });
  await requireRoomForMember(tx, organization);

  const registered = newcomer && (await enrollInvited(tx, context, { organization, newcomer }));
  const person = registered?.person ?? { id: requirePerson(context).id, name: actor.label };
  const accepted = await decide(tx, context, invitation.id, { state: "accepted", decidedById: person.id });
  await join(tx, context, { invitation: accepted, person });
  return {
    invitation: accepted,
    organization: { id: organization.id, name: organization.name },
    person,
    role: accepted.role,
    ...(registered && { registered }),
  };
}

async function requireInviterStillMay(tx: Transaction, context: Context, invitation: InvitationView): Promise<void> {
  const { organization, inviter, role } = invitation;
  const authority = await findAuthority(tx, context, { organizationId: organization.id, personId: inviter.id });
  if (authority && mayInviteAs(authority, invitation)) return;

  refuse({
    kind: "invitation-needs-approval",
    invitationId: invitation.id,
    inviter: inviter.name,
    role,
    organization: organization.name,
    whoMay: await whoMay(tx, organization.id, role === "owner" ? "owner" : "admin"),
  });
}

async function enrollInvited(
  tx: Transaction,
  context: Context,
  { organization, newcomer }: { readonly organization: OrganizationFacts; readonly newcomer: Newcomer },
): Promise<Registered> {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
  const entry = entryOf({
    claimed: tenant.claimedAt !== null,
    registration: tenant.registration,
    broughtIn: organization.admission === "create",
  });
  if ("problem" in entry) return refuse(entry.problem);

  return enroll(tx, context, { newcomer, ...entry });
}

async function join(
  tx: Transaction,
  context: Context,
  { invitation, person }: { readonly invitation: InvitationView; readonly person: Ref },
): Promise<void> {
  const { tenantId, now } = context;
  const { role } = invitation;
  const organization = { id: invitation.organization.id, name: invitation.organization.name };
  await tx.membership.create({
    data: { id: context.newId(), tenantId, organizationId: organization.id, personId: person.id, role, joinedAt: now },
  });
  // Whoever worked in their personal organization, or in none, means the one they just joined when they name none.
  await tx.$executeRaw`
    UPDATE person SET current_organization_id = ${organization.id}::uuid
    WHERE id = ${person.id}::uuid AND (current_organization_id IS NULL OR current_organization_id IN (
      SELECT id FROM organization WHERE personal_for_id = person.id))`;
  await record(tx, context, { kind: "invitation-accepted", invitation: factsOf(invitation), person });
  await record(tx, context, { kind: "member-added", organization, person, role, how: "accepted" });
  await supersedeOthers(tx, context, { organizationId: organization.id, personId: person.id, by: invitation.id });
}
