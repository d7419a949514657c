import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { readInvitations } from "./read-invitation.ts";
import { factsOf } from "./rules.ts";

/** Writes down what the clock has decided in one organization, whose lock the caller holds. Returns how many. */
export async function expireIn(
  tx: Transaction,
  world: World,
  { tenantId, organizationId }: { readonly tenantId: string; readonly organizationId: string },
): Promise<number> {
  const { now } = world;
  const overdue = await readInvitations(tx, now, {
    where: Prisma.sql`i.organization_id = ${organizationId}::uuid AND i.state = 'pending' AND i.expires_at <= ${now}`,
  });
  const context = systemContext(world, tenantId);
  for (const invitation of overdue) {
    await tx.invitation.update({ where: { id: invitation.id }, data: { state: "expired", decidedAt: now } });
    await record(tx, context, { kind: "invitation-expired", invitation: factsOf(invitation) });
  }
  return overdue.length;
}
