import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockOrganization } from "../memberships/authority-in.ts";
import { findInvitation } from "./find-invitation.ts";
import type { InvitationView } from "./invitation.ts";
import { keysOfActor } from "./invitee.ts";
import { requireResendable } from "./resend-invitation.ts";
import { factsOf } from "./rules.ts";

export interface Requested {
  readonly invitation: InvitationView;
  /** "still-open": there is nothing to ask for, it can be answered. */
  readonly outcome: "asked" | "asked-before" | "still-open";
}

/**
 * Tells the inviter that an invitation which expired or was declined is wanted after all: once for each invitation, and
 * for the invitee alone.
 */
export async function requestInvitation(
  context: Context,
  { invitationId }: { readonly invitationId: string },
): Promise<Requested> {
  const { db } = context;
  const { organization, inviteeKey } = await findInvitation(db, context, invitationId);
  const keys = await keysOfActor(db, context);
  if (!keys.includes(inviteeKey)) refuse({ kind: "invitation-not-yours" });

  return transaction(db, async (tx) => {
    await lockOrganization(tx, context, organization.id);
    const invitation = await findInvitation(tx, context, invitationId);
    requireResendable(invitation);
    if (invitation.state === "pending") return { invitation, outcome: "still-open" };
    if (await wasRequested(tx, invitation)) return { invitation, outcome: "asked-before" };

    await record(tx, context, { kind: "invitation-requested", invitation: factsOf(invitation) });
    return { invitation, outcome: "asked" };
  });
}

async function wasRequested(tx: Transaction, { id, tenantId, createdAt }: InvitationView): Promise<boolean> {
  const about = { path: ["invitation", "id"], equals: id };
  const where = { tenantId, kind: "invitation-requested", at: { gte: createdAt }, data: about };
  return (await tx.auditEntry.count({ where })) > 0;
}
