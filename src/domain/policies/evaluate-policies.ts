import type { Transaction } from "../../storage/database.ts";
import type { QuotaPolicy } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { showAmount } from "../meters/amount.ts";
import { chainOf } from "../organizations/tree.ts";
import { endPauses } from "../pauses/end-pauses.ts";
import { aboutOf } from "../pauses/facts.ts";
import { meterCalled } from "../quotas/meter-called.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { windowAt } from "../quotas/window-at.ts";
import { policyFacts } from "./facts.ts";
import { readPolicyStates } from "./policy-states.ts";
import type { PolicyState } from "./policy-states.ts";

interface Which {
  readonly tenantId: string;
  /** Only policies of these subjects, as subject.ts makes their keys: whose use has changed. */
  readonly subjectKeys?: readonly string[];
}

/** Run by the clock: looks at the policies of every tenant. Returns how many fired. */
export async function evaluateAllPolicies(world: World): Promise<number> {
  const tenants = await world.db.quotaPolicy.groupBy({ by: ["tenantId"] });
  let fired = 0;
  for (const { tenantId } of tenants) fired += await evaluatePolicies(world, { tenantId });
  return fired;
}

/**
 * Fires the policies of a tenant whose trigger is reached in their present period and that have not fired in it. May run
 * on any number of instances at once: each policy fires once a period. Returns how many fired.
 */
export async function evaluatePolicies(world: World, { tenantId, subjectKeys }: Which): Promise<number> {
  const { db, now, configuration } = world;
  const all = await db.quotaPolicy.findMany({
    where: { tenantId, ...(subjectKeys && { subjectKey: { in: [...subjectKeys] } }) },
    include: { firings: { orderBy: { startsAt: "desc" }, take: 1, select: { startsAt: true } } },
    orderBy: { id: "asc" },
  });
  const waiting = all.filter(({ window, firings: [last] }) => {
    const { startsAt } = windowAt(window, now, configuration);
    return last?.startsAt.getTime() !== startsAt.getTime();
  });
  if (waiting.length === 0) return 0;

  const states = await readPolicyStates(db, { tenantId, now, configuration }, waiting);
  const due = states.filter(({ used, threshold }) => threshold !== undefined && used >= threshold);
  // What they paused in the period before is told to have ended first.
  if (due.length > 0) await endPauses(world, tenantId);
  let fired = 0;
  for (const state of due) fired += await transaction(db, (tx) => fire(tx, world, state));
  return fired;
}

/** The firing, the pause and the event are one; 0 where another instance was first, or there is no such policy any more. */
async function fire(tx: Transaction, world: World, state: PolicyState): Promise<number> {
  const { policy, span, used, allowance } = state;
  const { id, tenantId, subjectKey } = policy;
  const context = systemContext(world, tenantId);
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM quota_policy WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const named = (await nameSubjects(tx, tenantId, [countedSubjectOf(policy)])).get(subjectKey);
  if (rows.length === 0) return 0;
  if (!named) return forget(tx, id);
  if (!(await isFromAbove(tx, policy))) return withdraw(tx, context, policy, named);
  const { count } = await tx.quotaPolicyFiring.createMany({
    data: { ...span, policyId: id, tenantId, firedAt: world.now, used, allowance: allowance ?? null },
    skipDuplicates: true,
  });
  if (count === 0) return 0;

  if (policy.action !== "notify") await pauseFor(tx, world, { policy, span });
  await record(tx, context, firedEvent(context, state, named));
  return 1;
}

function firedEvent(
  { configuration }: Context,
  { policy, span, used, allowance }: PolicyState,
  named: NamedSubject,
): DomainEvent {
  const meter = meterCalled(configuration, policy.meter);
  return {
    kind: "policy-fired",
    policy: policyFacts(configuration, policy, named.name),
    used: showAmount(meter, used),
    limit: allowance === null || allowance === undefined ? null : showAmount(meter, allowance),
    until: span.endsAt?.toISOString() ?? null,
    ...aboutOf(named),
  };
}

/** Whom it was about is gone, and with them all that it could do. */
async function forget(tx: Transaction, id: string): Promise<number> {
  await tx.quotaPolicy.deleteMany({ where: { id } });
  return 0;
}

/** Whether in whose name it was made still stands above the subject: an organization may have been moved away. */
async function isFromAbove(tx: Transaction, { tenantId, organizationId, giverId }: QuotaPolicy): Promise<boolean> {
  if (giverId === null || organizationId === null) return true;
  return (await chainOf(tx, { tenantId, organizationId })).some(({ id }) => id === giverId);
}

async function withdraw(tx: Transaction, context: Context, policy: QuotaPolicy, named: NamedSubject): Promise<number> {
  const facts = policyFacts(context.configuration, policy, named.name);
  await forget(tx, policy.id);
  await record(tx, context, { kind: "policy-deleted", policy: facts, lifted: false, ...aboutOf(named) });
  return 0;
}

async function pauseFor(
  tx: Transaction,
  { newId, now }: World,
  { policy, span }: Pick<PolicyState, "policy" | "span">,
): Promise<void> {
  const { id: policyId, tenantId, organizationId, personId, subjectKey, giverId, reason, action } = policy;
  await tx.quotaPause.deleteMany({ where: { policyId } });
  await tx.quotaPause.create({
    data: {
      tenantId,
      organizationId,
      personId,
      subjectKey,
      giverId,
      reason,
      policyId,
      id: newId(),
      mode: action === "drain" ? "drain" : "hold",
      until: span.endsAt,
      setById: policy.createdById,
      setByName: policy.createdByName,
      setAt: now,
    },
  });
}
