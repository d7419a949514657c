import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { QuotaGrant } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { createGrant } from "./create-grant.ts";
import type { NewGrant } from "./create-grant.ts";
import { giverIdOf, requireGiver } from "./giver.ts";
import { lockLimits } from "./lock-limits.ts";
import { requireAdditionWithinPool } from "./pool.ts";
import { requireBelonging } from "./require-belonging.ts";
import { nameSubject } from "./subject-name.ts";
import type { NamedSubject } from "./subject-name.ts";
import { countedSubjectOf } from "./subject-row.ts";
import type { CountedSubject } from "./subject.ts";

export interface GrantGiven {
  readonly grant: QuotaGrant;
  readonly named: NamedSubject;
}

/**
 * Gives something on top of a limit, in the actor's own authority. Refuses as `setQuota` does, and with
 * `nothing-limited`; for what answers a request see `giveGrantIn`.
 */
export async function giveGrant(context: Context, wish: NewGrant): Promise<GrantGiven> {
  return transaction(context.db, (tx) => giveGrantIn(tx, context, wish));
}

/** The same within a transaction that does more: the actor must be able to give it at that moment. */
export async function giveGrantIn(tx: Transaction, context: Context, wish: NewGrant): Promise<GrantGiven> {
  const { subject, meter, amount } = wish;
  await lockLimits(tx, context, subject);
  const giver = await requireGiver(tx, context, subject);
  await requireBelonging(tx, giverIdOf(giver), subject);
  const named = await nameSubject(tx, context.tenantId, subject);
  await requireAdditionWithinPool(tx, context, giver, { subject, meter, amount, name: named.name });

  return { named, grant: await createGrant(tx, context, wish) };
}

/** Whose grant it is. */
export function subjectOfGrant(grant: Pick<QuotaGrant, "organizationId" | "personId">): CountedSubject {
  return countedSubjectOf(grant);
}

/** A grant of this tenant; refuses with `not-found`. */
export async function requireGrant(tx: Transaction, { tenantId }: Context, grantId: string): Promise<QuotaGrant> {
  return (
    (await tx.quotaGrant.findFirst({ where: { id: grantId, tenantId } })) ??
    refuse({ kind: "not-found", thing: "grant" })
  );
}
