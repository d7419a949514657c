import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requirePermission } from "../memberships/authority-in.ts";
import { decide, requirePending } from "./decide.ts";
import { manageInvitation } from "./find-invitation.ts";
import type { InvitationView } from "./invitation.ts";
import { factsOf } from "./rules.ts";

interface Revocation {
  readonly invitationId: string;
  readonly reason?: string | undefined;
}

/** Takes an invitation back: one's own, or anybody's with the permission. */
export async function revokeInvitation(
  context: Context,
  { invitationId, reason }: Revocation,
): Promise<InvitationView> {
  return transaction(context.db, async (tx) => {
    const { invitation, authority } = await manageInvitation(tx, context, invitationId);
    const isOwn = invitation.inviter.id === authority.personId;
    if (!isOwn) await requirePermission(tx, authority, "invitation:revoke");
    requirePending(invitation);

    const revoked = await decide(tx, context, invitationId, { state: "revoked", decidedById: authority.personId });
    await record(tx, context, { kind: "invitation-revoked", invitation: factsOf(revoked) }, { reason });
    return revoked;
  });
}
