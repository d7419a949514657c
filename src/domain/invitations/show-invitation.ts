import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { findInvitation, rowFor } from "./find-invitation.ts";
import type { InvitationRow } from "./invitation.ts";
import { keysOfActor } from "./invitee.ts";

/** An invitation, for its invitee and for who belongs to the organization; for anybody else it is not found. */
export async function showInvitation(
  context: Context,
  { invitationId }: { readonly invitationId: string },
): Promise<InvitationRow> {
  const invitation = await findInvitation(context.db, context, invitationId);
  const keys = await keysOfActor(context.db, context);
  const { isVisible, ...row } = await rowFor(context.db, context, { invitation, keys });
  return isVisible ? row : refuse({ kind: "not-found", thing: "invitation" });
}
