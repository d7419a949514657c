import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { hasAlertRight } from "./alert-access.ts";

type Theirs = Pick<AlertSubscription, "tenantId" | "organizationId" | "createdById" | "createdByName">;

/** Whether who subscribed a channel may have it hear of this still: what they may not see any more, it does not hear. */
export async function subscriberManages(db: Database | Transaction, subscription: Theirs): Promise<boolean> {
  const { tenantId, organizationId, createdById: personId } = subscription;
  const watched: CountedSubject = organizationId ? { scope: "organization", organizationId } : { scope: "tenant" };
  return hasAlertRight(db, { tenantId }, { personId, watched, right: "manage" });
}

const known = new WeakMap<Transaction, Map<string, Promise<boolean>>>();

/** The same, looked up once in a transaction that may tell of many alerts. */
export function subscriberManagesIn(tx: Transaction, subscription: Theirs & { readonly id: string }): Promise<boolean> {
  const answers = known.get(tx) ?? new Map<string, Promise<boolean>>();
  known.set(tx, answers);
  const before = answers.get(subscription.id);
  if (before) return before;
  const answer = subscriberManages(tx, subscription);
  answers.set(subscription.id, answer);
  return answer;
}

/** Why a channel hears nothing for now, and what would mend it. */
export function lostWords({ createdByName: name }: Theirs): string {
  return `${name}, who set this up, no longer manages these alerts. Whoever does can subscribe the channel anew there.`;
}
