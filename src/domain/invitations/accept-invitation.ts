import type { Database, Transaction } from "../../storage/database.ts";
import { isUniqueViolation, transaction } from "../../storage/transaction.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { newcomerOf } from "../people/enroll.ts";
import type { Newcomer } from "../people/enroll.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { admit } from "./admit.ts";
import { findInvitation } from "./find-invitation.ts";
import type { Accepted } from "./invitation.ts";
import { keysOfActor } from "./invitee.ts";

/**
 * Joins the organization, for the invitee alone; a visitor gets an account on the way. Whether the inviter may still
 * give that role is asked again now.
 */
export async function acceptInvitation(
  context: Context,
  { invitationId }: { readonly invitationId: string },
): Promise<Accepted> {
  const { db } = context;
  const invitation = await findInvitation(db, context, invitationId);
  const keys = await keysOfActor(db, context);
  if (!keys.includes(invitation.inviteeKey)) refuse({ kind: "invitation-not-yours" });
  const newcomer = await newcomerIfVisitor(context);

  return admitting(db, async (tx) => {
    if (newcomer) await lockTenant(tx, context.tenantId);
    return admit(tx, context, { invitationId, newcomer });
  });
}

/** Somebody with an account must be active; somebody without one gets ready for one. */
export async function newcomerIfVisitor(context: Context): Promise<Newcomer | undefined> {
  const { actor } = context;
  if (actor.kind === "visitor") return newcomerOf(context);
  if (actor.kind === "person" && actor.state !== "active") return refuse({ kind: "not-active", state: actor.state });

  return undefined;
}

/** One transaction; when the same person got in by another way meanwhile, it is tried again and sees that. */
export async function admitting<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  try {
    return await transaction(db, work);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return transaction(db, work);
  }
}
