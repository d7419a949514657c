import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePermission } from "../memberships/authority-in.ts";
import { requireGrantable } from "../memberships/require-grant.ts";
import { existing, insertInvitation } from "./create-invitation.ts";
import { decide } from "./decide.ts";
import { expireIn } from "./expire.ts";
import { findInvitation, manageInvitation } from "./find-invitation.ts";
import { RESEND_WINDOW_MS, RESENDS_A_DAY } from "./invitation.ts";
import type { InvitationView } from "./invitation.ts";
import { inviteeOf, knowInvitee } from "./invitee.ts";
import { requireInvitable } from "./require-invitable.ts";
import { factsOf, isResendable, problemWithEnded } from "./rules.ts";

/**
 * Sends an invitation again, as whoever asks for it: a new one with its own seven days, which takes the place of the one
 * that was pending, expired or declined.
 */
export async function resendInvitation(
  context: Context,
  { invitationId }: { readonly invitationId: string },
): Promise<InvitationView> {
  return transaction(context.db, async (tx) => {
    const { authority } = await manageInvitation(tx, context, invitationId);
    await requirePermission(tx, authority, "invitation:create");
    await expireIn(tx, context, { tenantId: context.tenantId, organizationId: authority.organization.id });
    const old = await findInvitation(tx, context, invitationId);
    await requireGrantable(tx, authority, old.role);
    requireResendable(old);
    await requireResendsLeft(tx, context, old);

    const id = context.newId();
    await supersede(tx, context, { old, successorId: id });
    const invitee = await knowInvitee(tx, context, inviteeOf(old));
    await requireInvitable(tx, context, { authority, invitee });
    const { role, message, organization } = old;
    const inviterId = authority.personId;
    await insertInvitation(tx, context, { id, organizationId: organization.id, role, message, invitee, inviterId });
    const invitation = await existing(tx, context, id);
    await record(tx, context, {
      kind: "invitation-resent",
      invitation: factsOf(invitation),
      predecessorId: old.id,
    });
    return existing(tx, context, id);
  });
}

/** Refuses what was accepted, revoked or replaced already, with when and by whom. */
export function requireResendable(invitation: InvitationView): void {
  if (isResendable(invitation)) return;

  const { id: invitationId, organization, decidedAt, expiresAt } = invitation;
  const at = decidedAt ?? expiresAt;
  const wasResent = invitation.state === "expired" || invitation.state === "declined";
  if (wasResent) refuse({ kind: "invitation-superseded", invitationId, organization: organization.name, at });
  const problem = problemWithEnded(invitation);
  if (problem) refuse(problem);
}

async function requireResendsLeft(tx: Transaction, { now }: Context, old: InvitationView): Promise<void> {
  const since = new Date(now.getTime() - RESEND_WINDOW_MS);
  const recent = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT fresh.created_at AS "createdAt"
    FROM invitation fresh JOIN invitation old ON old.successor_id = fresh.id
    WHERE fresh.organization_id = ${old.organization.id}::uuid AND fresh.created_at > ${since}
      AND (fresh.invitee_key = ${old.inviteeKey} OR fresh.invitee_email = ${old.inviteeEmail})
    ORDER BY fresh.created_at DESC LIMIT ${RESENDS_A_DAY}`;
  const first = recent[RESENDS_A_DAY - 1];
  if (!first) return;

  refuse({
    kind: "resend-limit",
    limit: RESENDS_A_DAY,
    again: new Date(first.createdAt.getTime() + RESEND_WINDOW_MS),
    name: old.inviteeLabel,
    organization: old.organization.name,
  });
}

async function supersede(
  tx: Transaction,
  context: Context,
  { old, successorId }: { readonly old: InvitationView; readonly successorId: string },
): Promise<void> {
  if (old.state !== "pending") {
    await tx.invitation.update({ where: { id: old.id }, data: { successorId } });
  } else {
    const decidedById = context.actor.kind === "person" ? context.actor.id : null;
    await decide(tx, context, old.id, { state: "superseded", decidedById, successorId });
  }
  const invitation = factsOf(await existing(tx, context, old.id));
  await record(tx, context, { kind: "invitation-superseded", invitation, successorId });
}
