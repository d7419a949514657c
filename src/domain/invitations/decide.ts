import type { Transaction } from "../../storage/database.ts";
import type { InvitationState } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { InvitationView } from "./invitation.ts";
import { existing } from "./create-invitation.ts";
import { problemWithEnded } from "./rules.ts";

interface Decision {
  readonly state: Exclude<InvitationState, "pending">;
  readonly decidedById: string | null;
  readonly successorId?: string;
}

/** Refuses an invitation that has ended, with how, when and by whom. */
export function requirePending(invitation: InvitationView): void {
  const problem = problemWithEnded(invitation);
  if (problem) refuse(problem);
}

/** Ends a pending invitation; of several who try at once, one does and the others hear who it was. */
export async function decide(
  tx: Transaction,
  context: Context,
  id: string,
  decision: Decision,
): Promise<InvitationView> {
  const { count } = await tx.invitation.updateMany({
    where: { id, state: "pending", expiresAt: { gt: context.now } },
    data: { ...decision, decidedAt: context.now },
  });
  const invitation = await existing(tx, context, id);
  if (count === 0) requirePending(invitation);

  return invitation;
}
