import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePermission } from "../memberships/authority-in.ts";
import { existing } from "./create-invitation.ts";
import { requirePending } from "./decide.ts";
import { manageInvitation } from "./find-invitation.ts";
import type { InvitationView } from "./invitation.ts";
import { factsOf } from "./rules.ts";

/** Tries again to bring an invitation to somebody whom it did not reach. For its inviter, or who may revoke it. */
export async function retryDelivery(
  context: Context,
  { invitationId }: { readonly invitationId: string },
): Promise<InvitationView> {
  return transaction(context.db, async (tx) => {
    const { invitation, authority } = await manageInvitation(tx, context, invitationId);
    if (invitation.inviter.id !== authority.personId) await requirePermission(tx, authority, "invitation:revoke");
    requirePending(invitation);
    const state = invitation.delivery?.state ?? "pending";
    if (state === "pending" || state === "sent") {
      refuse({ kind: "nothing-to-retry", name: invitation.inviteeLabel, state });
    }

    await record(tx, context, { kind: "delivery-retried", invitation: factsOf(invitation) });
    return existing(tx, context, invitationId);
  });
}
