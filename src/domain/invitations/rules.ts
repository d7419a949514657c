import type { Authority } from "../memberships/authority.ts";
import { may } from "../memberships/authority.ts";
import { mayGrant } from "../memberships/grants.ts";
import type { Problem } from "../errors.ts";
import type { InvitationFacts } from "../events.ts";
import type { InvitationState } from "../../storage/generated/enums.ts";
import type { InvitationAction, InvitationView } from "./invitation.ts";

/** An invitation is over from the very instant it expires, whether or not the clock has come by. */
export function stateAt(
  { state, expiresAt }: { readonly state: InvitationState; readonly expiresAt: Date },
  now: Date,
): InvitationState {
  return state === "pending" && expiresAt <= now ? "expired" : state;
}

/** Why an invitation can no longer be answered; undefined while it can. */
export function problemWithEnded(invitation: InvitationView): Problem | undefined {
  const { id, state, organization, decidedAt, decidedBy, expiresAt } = invitation;
  if (state === "pending") return undefined;

  const ended = {
    invitationId: id,
    organization: organization.name,
    at: state === "expired" ? expiresAt : (decidedAt ?? expiresAt),
    ...(decidedBy && { by: decidedBy.name }),
  };
  if (state === "superseded" && invitation.successorId === null)
    return { kind: "invitation-superseded", joined: true, ...ended };
  return { kind: `invitation-${state}`, ...ended };
}

interface Asker {
  /** Undefined for who does not belong to the organization. */
  readonly authority: Authority | undefined;
  readonly isInvitee: boolean;
}

/** What somebody may do about an invitation as it is now. */
export function actionsOn(invitation: InvitationView, asker: Asker): readonly InvitationAction[] {
  const isAnswerable = invitation.state === "pending" && asker.isInvitee;
  const answers: readonly InvitationAction[] = isAnswerable ? ["accept", "decline"] : [];
  return asker.authority ? [...answers, ...managing(invitation, asker.authority)] : answers;
}

function managing(invitation: InvitationView, authority: Authority): readonly InvitationAction[] {
  const isPending = invitation.state === "pending";
  const isInviter = authority.personId === invitation.inviter.id;
  return [
    ...(isResendable(invitation) && mayInviteAs(authority, invitation) ? (["resend"] as const) : []),
    ...(isPending && isInviter && hasFailed(invitation) ? (["retry"] as const) : []),
    ...(isPending && (isInviter || may(authority, "invitation:revoke")) ? (["revoke"] as const) : []),
  ];
}

/** Whether an invitation with this role may come from somebody. */
export function mayInviteAs(authority: Authority, { role }: Pick<InvitationView, "role">): boolean {
  return may(authority, "invitation:create") && mayGrant(authority, role);
}

/** True for a pending one, and for an expired or declined one that has not been sent again yet. */
export function isResendable({ state, successorId }: Pick<InvitationView, "state" | "successorId">): boolean {
  return state === "pending" || ((state === "expired" || state === "declined") && successorId === null);
}

function hasFailed({ delivery }: InvitationView): boolean {
  return delivery?.state === "failed" || delivery?.state === "undeliverable";
}

/** The invitation as its events tell of it. */
export function factsOf(invitation: InvitationView): InvitationFacts {
  const { id, organization, inviter, inviteeKey, inviteeLabel, role, expiresAt } = invitation;
  return {
    id,
    organization: { id: organization.id, name: organization.name },
    inviter,
    inviteeKey,
    inviteeLabel,
    role,
    expiresAt: expiresAt.toISOString(),
  };
}
