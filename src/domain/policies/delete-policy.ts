import type { Transaction } from "../../storage/database.ts";
import type { QuotaPolicy } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { aboutOf } from "../pauses/facts.ts";
import { isInForce, mayLift } from "../pauses/pause.ts";
import { requirePauser } from "../pauses/pauser.ts";
import { lockLimits } from "../quotas/lock-limits.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { whatIf } from "../what-if.ts";
import type { PolicyFacts } from "./events.ts";
import { policyFacts } from "./facts.ts";

export interface PolicyDeleted {
  readonly policy: QuotaPolicy;
  readonly facts: PolicyFacts;
  /** What it had paused may start again. */
  readonly lifted: boolean;
}

interface Wish {
  readonly policyId: string;
  readonly reason?: string | undefined;
}

/**
 * Takes a policy away, and with it the pause that it made. What was made from above is deleted from there or from higher
 * up. Refuses with `not-found`, `forbidden`, `policy-from-above`, `quota-of-oneself`.
 */
export async function deletePolicy(context: Context, wish: Wish): Promise<PolicyDeleted> {
  return transaction(context.db, (tx) => deleteIn(tx, context, wish));
}

/** The same, refused as deleting would be; nothing is changed. */
export async function previewDeletion(context: Context, wish: Wish): Promise<PolicyDeleted> {
  return whatIf(context.db, (tx) => deleteIn(tx, context, wish));
}

async function deleteIn(tx: Transaction, context: Context, { policyId, reason }: Wish): Promise<PolicyDeleted> {
  const { tenantId, now, configuration } = context;
  const where = { id: policyId, tenantId };
  const found = (await tx.quotaPolicy.findFirst({ where })) ?? refuse({ kind: "not-found", thing: "policy" });
  const subject = countedSubjectOf(found);
  await lockLimits(tx, context, subject);
  const pauser = await requirePauser(tx, context, subject, "quota:set");
  const named = await nameSubject(tx, tenantId, subject);
  if (!mayLift(found, pauser)) {
    const owner = pauser.places.find(({ id }) => id === found.giverId)?.name ?? "the installation";
    refuse({ kind: "policy-from-above", subject: named.name, by: found.createdByName, owner });
  }
  const pauses = await tx.quotaPause.findMany({ where: { policyId }, select: { until: true } });
  const { count } = await tx.quotaPolicy.deleteMany({ where });
  if (count === 0) refuse({ kind: "not-found", thing: "policy" });

  const facts = policyFacts(configuration, found, named.name);
  const lifted = pauses.some((pause) => isInForce(pause, now));
  await record(tx, context, { kind: "policy-deleted", policy: facts, lifted, ...aboutOf(named) }, { reason });
  return { policy: found, facts, lifted };
}
