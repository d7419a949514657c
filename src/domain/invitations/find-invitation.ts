import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { authorityIn, findAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import type { Authority } from "../memberships/authority.ts";
import type { InvitationRow, InvitationView } from "./invitation.ts";
import { readInvitation } from "./read-invitation.ts";
import { actionsOn } from "./rules.ts";

/** An invitation of this tenant, whoever asks: what they may know of it is the caller's to decide. */
export async function findInvitation(
  db: Database | Transaction,
  context: Context,
  invitationId: string,
): Promise<InvitationView> {
  const invitation = await readInvitation(db, invitationId, context.now);
  if (invitation?.tenantId !== context.tenantId) return refuse({ kind: "not-found", thing: "invitation" });

  return invitation;
}

/** An invitation under its organization's lock, for who belongs there; for anybody else it is not found. */
export async function manageInvitation(
  tx: Transaction,
  context: Context,
  invitationId: string,
): Promise<{ readonly invitation: InvitationView; readonly authority: Authority }> {
  const { id: personId } = requirePerson(context);
  const { organization } = await findInvitation(tx, context, invitationId);
  const isMember = await findAuthority(tx, context, { organizationId: organization.id, personId });
  if (!isMember) return refuse({ kind: "not-found", thing: "invitation" });
  const authority = await authorityIn(tx, context, organization.id);
  await requirePermission(tx, authority, "invitation:list");
  return { invitation: await findInvitation(tx, context, invitationId), authority };
}

/** With what the asker may do about it. */
export async function rowFor(
  db: Database | Transaction,
  context: Context,
  { invitation, keys }: { readonly invitation: InvitationView; readonly keys: readonly string[] },
): Promise<InvitationRow & { readonly isVisible: boolean }> {
  const { actor } = context;
  const organizationId = invitation.organization.id;
  const authority =
    actor.kind === "person" ? await findAuthority(db, context, { organizationId, personId: actor.id }) : undefined;
  const isInvitee = keys.includes(invitation.inviteeKey);
  return {
    ...invitation,
    may: actionsOn(invitation, { authority, isInvitee }),
    isVisible: isInvitee || authority !== undefined,
  };
}
