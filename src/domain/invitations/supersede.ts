import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { decide } from "./decide.ts";
import { knowInvitee } from "./invitee.ts";
import { readInvitations } from "./read-invitation.ts";
import { factsOf } from "./rules.ts";

interface Joined {
  readonly organizationId: string;
  readonly personId: string;
  /** The invitation that was accepted. */
  readonly by: string;
}

/** Ends what else waits for somebody who is in now: they were invited by two names that became known as one person. */
export async function supersedeOthers(
  tx: Transaction,
  context: Context,
  { organizationId, personId, by }: Joined,
): Promise<void> {
  const { keys } = await knowInvitee(tx, context, { kind: "person", personId });
  const others = await readInvitations(tx, context.now, {
    where: Prisma.sql`i.organization_id = ${organizationId}::uuid AND i.state = 'pending'
      AND i.expires_at > ${context.now} AND i.invitee_key = ANY(${keys})`,
  });
  for (const { id } of others) {
    const other = await decide(tx, context, id, { state: "superseded", decidedById: personId });
    await record(tx, context, { kind: "invitation-superseded", invitation: factsOf(other), successorId: by });
  }
}
