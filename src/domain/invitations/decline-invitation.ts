import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockOrganization } from "../memberships/authority-in.ts";
import { decide, requirePending } from "./decide.ts";
import { findInvitation } from "./find-invitation.ts";
import type { InvitationView } from "./invitation.ts";
import { keysOfActor } from "./invitee.ts";
import { factsOf } from "./rules.ts";

interface Refusal {
  readonly invitationId: string;
  readonly reason?: string | undefined;
}

/** Says no, for the invitee alone; no account is needed for it. */
export async function declineInvitation(context: Context, { invitationId, reason }: Refusal): Promise<InvitationView> {
  const { db, actor } = context;
  const { organization, inviteeKey } = await findInvitation(db, context, invitationId);
  const keys = await keysOfActor(db, context);
  if (!keys.includes(inviteeKey)) refuse({ kind: "invitation-not-yours" });

  return transaction(db, async (tx) => {
    await lockOrganization(tx, context, organization.id);
    requirePending(await findInvitation(tx, context, invitationId));
    const decidedById = actor.kind === "person" ? actor.id : null;
    const declined = await decide(tx, context, invitationId, { state: "declined", decidedById });
    await record(tx, context, { kind: "invitation-declined", invitation: factsOf(declined) }, { reason });
    return declined;
  });
}
