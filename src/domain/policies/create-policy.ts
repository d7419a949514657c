import type { Transaction } from "../../storage/database.ts";
import type { QuotaPolicy } from "../../storage/generated/client.ts";
import type { PolicyAction } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { Meter } from "../meters/meter.ts";
import { aboutOf } from "../pauses/facts.ts";
import { requirePauser } from "../pauses/pauser.ts";
import type { Pauser } from "../pauses/pauser.ts";
import { requirePausable } from "../pauses/require-pausable.ts";
import { lockLimits } from "../quotas/lock-limits.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { countWindows } from "../usage/count-windows.ts";
import { requireCountable } from "../usage/require-countable.ts";
import type { PolicyFacts } from "./events.ts";
import { policyFacts, triggerWords } from "./facts.ts";
import { hasPeriods } from "./policy.ts";
import type { Trigger } from "./policy.ts";
import { readPolicyStates } from "./policy-states.ts";
import type { PolicyState } from "./policy-states.ts";

export interface PolicyWish {
  readonly subject: CountedSubject;
  readonly meter: Meter;
  /** As window.ts prints it. */
  readonly window: string;
  readonly trigger: Trigger;
  readonly action: PolicyAction;
  readonly reason?: string | undefined;
}

export interface PolicyCreated {
  readonly named: NamedSubject;
  readonly facts: PolicyFacts;
  /** How it stands now; it may fire within seconds. */
  readonly state: PolicyState;
}

/** Of one subject, and in one organization's name: each is looked at every few seconds. */
const MOST_OF_SUBJECT = 20;
const MOST_OF_GIVER = 100;

/**
 * Says what is to happen, once a period, when so much is used. Who sets limits in an organization may, also for the
 * organization itself. Refuses with `policy-without-period`, `nothing-limited`, `policy-exists`, `policy-limit`,
 * `window-limit`, `forbidden`, `quota-of-oneself`, `member-above-you`, `person-above-you`, `not-found`.
 */
export async function createPolicy(context: Context, wish: PolicyWish): Promise<PolicyCreated> {
  const { subject, meter, window } = wish;
  if (!hasPeriods(meter, window)) refuse({ kind: "policy-without-period", meter: meter.label, field: "window" });

  return transaction(context.db, async (tx) => {
    await lockLimits(tx, context, subject);
    const pauser = await requirePauser(tx, context, subject, "quota:set");
    await requirePausable(tx, context, pauser, subject);
    const { giverId } = pauser;
    const named = await nameSubject(tx, context.tenantId, subject);
    await requireRoom(tx, context, wish, named);
    await requireRoomOf(tx, context, pauser);
    const { tenantId } = context;
    await requireCountable(tx, { tenantId, scope: subject.scope, meter, window, giverId });
    await countWindows(tx, context, [{ scope: subject.scope, meter: meter.name, window }]);
    const policy = await write(tx, context, wish, giverId);
    const [state] = await readPolicyStates(tx, context, [policy]);
    if (!state || state.threshold === undefined)
      return refuse({ kind: "nothing-limited", subject: named.name, meter: meter.label });

    const facts = policyFacts(context.configuration, policy, named.name);
    await record(tx, context, { kind: "policy-created", policy: facts, ...aboutOf(named) }, { reason: wish.reason });
    return { named, facts, state };
  });
}

function columnsFor({ subject, meter, window, trigger, action }: PolicyWish) {
  const { organizationId, personId, subjectKey } = columnsOf(subject);
  return {
    organizationId,
    personId,
    subjectKey,
    meter: meter.name,
    window,
    percent: trigger.kind === "percent" ? trigger.percent : null,
    amount: trigger.kind === "amount" ? trigger.amount : null,
    action,
  };
}

async function requireRoom(tx: Transaction, context: Context, wish: PolicyWish, { name }: NamedSubject): Promise<void> {
  const { tenantId, configuration } = context;
  const columns = columnsFor(wish);
  const { subjectKey } = columns;
  const same = await tx.quotaPolicy.findFirst({ where: { tenantId, ...columns } });
  if (same) refuse({ kind: "policy-exists", subject: name, policy: triggerWords(configuration, same) });

  const count = await tx.quotaPolicy.count({ where: { tenantId, subjectKey } });
  if (count >= MOST_OF_SUBJECT) refuse({ kind: "policy-limit", subject: name, limit: MOST_OF_SUBJECT });
}

/** Who administers the installation makes as many as it takes. */
async function requireRoomOf(tx: Transaction, { tenantId }: Context, { giverId, places }: Pauser): Promise<void> {
  if (giverId === null) return;
  const count = await tx.quotaPolicy.count({ where: { tenantId, giverId } });
  const subject = places.find(({ id }) => id === giverId)?.name ?? "";
  if (count >= MOST_OF_GIVER) refuse({ kind: "policy-limit", subject, limit: MOST_OF_GIVER });
}

function write(tx: Transaction, context: Context, wish: PolicyWish, giverId: string | null): Promise<QuotaPolicy> {
  const { id: createdById, label: createdByName } = requirePerson(context);
  return tx.quotaPolicy.create({
    data: {
      ...columnsFor(wish),
      id: context.newId(),
      tenantId: context.tenantId,
      reason: wish.reason ?? null,
      giverId,
      createdById,
      createdByName,
      createdAt: context.now,
    },
  });
}
