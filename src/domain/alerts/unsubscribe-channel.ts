import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { requireAlertRight } from "./alert-access.ts";
import { forgetRouting, lockRouting } from "./routing.ts";
import type { SubscriptionFacts } from "./routing-events.ts";
import { subscriptionFacts } from "./subscription.ts";

/** Has a channel hear no more of it; a line there says who ended it. Refuses with `not-found`, `forbidden`. */
export async function unsubscribeChannel(
  context: Context,
  { subscriptionId }: { readonly subscriptionId: string },
): Promise<SubscriptionFacts> {
  const { tenantId } = context;
  requirePerson(context);
  return transaction(context.db, async (tx) => {
    await lockRouting(tx, tenantId);
    const row = await tx.alertSubscription.findFirst({ where: { id: subscriptionId, tenantId, deletedAt: null } });
    if (!row) return refuse({ kind: "not-found", thing: "alert_subscription" });
    const { organizationId } = row;
    const watched = organizationId
      ? ({ scope: "organization", organizationId } as const)
      : ({ scope: "tenant" } as const);
    await requireAlertRight(context, tx, { watched, right: "manage" });

    await tx.alertSubscription.update({ where: { id: row.id }, data: { deletedAt: context.now } });
    forgetRouting(tx);
    const organization = [...(await nameSubjects(tx, tenantId, [watched])).values()][0]?.organization;
    const subscription = subscriptionFacts(context, row, organization?.name);
    await record(tx, context, {
      kind: "alert-channel-unsubscribed",
      subscription,
      ...(organization && { organization }),
    });
    return subscription;
  });
}
