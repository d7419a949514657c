import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Prerequisite } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Authority, OrganizationFacts } from "../memberships/authority.ts";
import { MEMBERSHIP_LIMIT, PENDING_LIMIT, RESEND_WINDOW_MS, RESENDS_A_DAY } from "./invitation.ts";
import type { KnownInvitee } from "./invitee.ts";
import { readInvitations } from "./read-invitation.ts";

/** Everything about the invitee that stands in the way, in the order of E11. The caller holds the organization's lock. */
export async function requireInvitable(
  tx: Transaction,
  context: Context,
  { authority, invitee }: { readonly authority: Authority; readonly invitee: KnownInvitee },
): Promise<void> {
  const { organization } = authority;
  if (invitee.personId === authority.personId) refuse({ kind: "self-invite", organization: organization.name });
  if (invitee.personId) await requireNewcomer(tx, organization, invitee.personId);
  await requireAdmissible(tx, organization, { personId: invitee.personId, name: invitee.label });
  await requireNotInvited(tx, context, { organization, invitee });
  await requireNotPestered(tx, context, { organization, invitee });
  await requireRoomForInvitation(tx, context, organization);
  await requireRoomForMember(tx, organization);
}

/** Refuses who belongs there already. */
export async function requireNewcomer(
  tx: Transaction,
  organization: OrganizationFacts,
  personId: string,
): Promise<void> {
  const membership = await tx.membership.findUnique({
    where: { organizationId_personId: { organizationId: organization.id, personId } },
    select: { role: true, person: { select: { displayName: true } } },
  });
  if (!membership) return;

  const { role, person } = membership;
  refuse({ kind: "already-member", name: person.displayName, role, organization: organization.name });
}

/** Where only existing people are admitted: an account, and everything else that the organization asks for. */
export async function requireAdmissible(
  tx: Transaction,
  organization: OrganizationFacts,
  { personId, name }: { readonly personId: string | undefined; readonly name: string },
): Promise<void> {
  if (organization.admission !== "existing_only") return;
  if (personId === undefined) return refuse({ kind: "must-register-first", name, organization: organization.name });

  const missing = await missingPrerequisites(tx, organization, personId);
  if (missing.length === 0) return;
  refuse({
    kind: "prerequisites-missing",
    name,
    missing,
    organization: organization.name,
    organizationKind: organization.kind,
  });
}

/** What somebody lacks of what the organization asks for; nobody's account lacks everything. */
export async function missingPrerequisites(
  tx: Transaction,
  organization: OrganizationFacts,
  personId: string | undefined,
): Promise<readonly Prerequisite[]> {
  if (personId === undefined) return organization.prerequisites;
  if (!organization.prerequisites.includes("ssh_key")) return [];

  return (await tx.sshKey.count({ where: { personId } })) > 0 ? [] : ["ssh_key"];
}

async function requireNotInvited(
  tx: Transaction,
  { now }: Context,
  { organization, invitee }: { readonly organization: OrganizationFacts; readonly invitee: KnownInvitee },
): Promise<void> {
  const [pending] = await readInvitations(tx, now, {
    where: Prisma.sql`i.organization_id = ${organization.id}::uuid AND i.state = 'pending' AND i.expires_at > ${now}
      AND (i.invitee_key = ANY(${invitee.keys}) OR i.invitee_email = ${invitee.email})`,
    limit: 1,
  });
  if (!pending) return;

  refuse({
    kind: "already-invited",
    invitationId: pending.id,
    name: pending.inviteeLabel,
    inviter: pending.inviter.name,
    expiresAt: pending.expiresAt,
    organization: organization.name,
  });
}

/** Revoking and inviting again, or inviting who declined, is sending again by another name. */
async function requireNotPestered(
  tx: Transaction,
  { now }: Context,
  { organization, invitee }: { readonly organization: OrganizationFacts; readonly invitee: KnownInvitee },
): Promise<void> {
  const since = new Date(now.getTime() - RESEND_WINDOW_MS);
  const recent = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT created_at AS "createdAt" FROM invitation
    WHERE organization_id = ${organization.id}::uuid AND created_at > ${since}
      AND (invitee_key = ANY(${invitee.keys}) OR invitee_email = ${invitee.email})
    ORDER BY created_at DESC LIMIT ${RESENDS_A_DAY + 1}`;
  const first = recent[RESENDS_A_DAY];
  if (!first) return;

  refuse({
    kind: "resend-limit",
    limit: RESENDS_A_DAY,
    again: new Date(first.createdAt.getTime() + RESEND_WINDOW_MS),
    name: invitee.label,
    organization: organization.name,
  });
}

async function requireRoomForInvitation(
  tx: Transaction,
  { now }: Context,
  organization: OrganizationFacts,
): Promise<void> {
  const pending = await tx.invitation.count({
    where: { organizationId: organization.id, state: "pending", expiresAt: { gt: now } },
  });
  if (pending >= PENDING_LIMIT)
    refuse({ kind: "pending-limit", limit: PENDING_LIMIT, organization: organization.name });
}

export async function requireRoomForMember(tx: Transaction, organization: OrganizationFacts): Promise<void> {
  const members = await tx.membership.count({ where: { organizationId: organization.id, person: { kind: "human" } } });
  if (members >= MEMBERSHIP_LIMIT) {
    refuse({ kind: "membership-limit", limit: MEMBERSHIP_LIMIT, organization: organization.name });
  }
}
