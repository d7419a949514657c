import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { releaseHeld } from "../deliveries/release-held.ts";
import type { Ref } from "../events.ts";
import { gather } from "./gather.ts";
import { keepersOf, superAdmins } from "./keepers.ts";
import { lostWords, subscriberManages, subscriberManagesIn } from "./subscriber.ts";
import { subscriptionFacts } from "./subscription.ts";

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 60 * 60 * 1000;
/** Platforms may say that a channel takes messages, and refuse them: after so many times only the audit trail is told. */
const TOLD_TIMES = 3;

/** When a channel is tried again after so many failures in a row: after a minute, two, four, … at most six hours. */
export function retryAfter(failures: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1)));
}

interface Degrading {
  readonly subscriptionId: string;
  readonly reason: string;
  /** It was asked anew, and is no better: the next time is later. */
  readonly isRetry?: boolean;
}

/**
 * Of channels that are to hear of something, those whose subscriber may not see it any more are as if they could not be
 * posted to: what they should hear is kept until somebody who may subscribes them anew.
 */
export async function withoutLost(
  tx: Transaction,
  world: World,
  subscribed: readonly AlertSubscription[],
): Promise<readonly AlertSubscription[]> {
  const kept: AlertSubscription[] = [];
  for (const one of subscribed) {
    const isLost = one.state !== "degraded" && !(await subscriberManagesIn(tx, one));
    if (isLost) await markDegraded(tx, world, { subscriptionId: one.id, reason: lostWords(one) });
    kept.push(isLost ? { ...one, state: "degraded" } : one);
  }
  return kept;
}

/**
 * Notes that a channel could not be posted to. Its subscription stays; who set it up hears of it the first time, and what
 * it should hear meanwhile is kept. `reason` is a sentence or two: why, and what would mend it.
 */
export async function markDegraded(
  tx: Transaction,
  world: World,
  { subscriptionId, reason, isRetry = false }: Degrading,
): Promise<void> {
  const { now } = world;
  const before = await lockSubscription(tx, subscriptionId);
  // Several instances and several events may tell of one and the same.
  if (!before || (before.state === "degraded" && !isRetry)) return;
  const failures = before.failures + 1;
  await tx.alertSubscription.update({
    where: { id: subscriptionId },
    data: {
      state: "degraded",
      degradedAt: before.degradedAt ?? now,
      degradedReason: reason,
      failures,
      retryAt: retryAfter(failures, now),
    },
  });
  if (before.state === "degraded") return;

  const { organization, told } = await concerned(tx, before);
  const subscription = subscriptionFacts(world, before, organization?.name);
  await record(tx, systemContext(world, before.tenantId), {
    kind: "alert-channel-degraded",
    subscription,
    because: reason,
    told: failures > TOLD_TIMES ? [] : told,
    ...(organization && { organization }),
  });
}

/**
 * A channel can be posted to again: what it missed goes there as one message. `isCertain`: it was opened, and not only
 * asked about; what is no more than asked about is tried later and later until a message has arrived.
 */
export async function recoverChannel(
  world: World,
  subscriptionId: string,
  { isCertain = true }: { readonly isCertain?: boolean } = {},
): Promise<number> {
  return transaction(world.db, async (tx) => {
    const before = await lockSubscription(tx, subscriptionId);
    if (before?.state !== "degraded") return 0;
    if (!(await subscriberManages(tx, before))) {
      await markDegraded(tx, world, { subscriptionId, reason: lostWords(before), isRetry: true });
      return 0;
    }
    await tx.alertSubscription.update({
      where: { id: subscriptionId },
      data: { state: "ok", degradedAt: null, degradedReason: null, retryAt: null, ...(isCertain && { failures: 0 }) },
    });
    const context = systemContext(world, before.tenantId);
    const recipient = `channel:${subscriptionId}`;
    await gatherMissed(tx, context, recipient);
    await releaseHeld(tx, before.tenantId, recipient);

    const isTold = isCertain || before.failures < TOLD_TIMES;
    await recordRecovery(tx, context, { before, isTold });
    return 1;
  });
}

async function recordRecovery(
  tx: Transaction,
  context: Context,
  { before, isTold }: { readonly before: AlertSubscription; readonly isTold: boolean },
): Promise<void> {
  const { organization, told } = await concerned(tx, before);
  await record(tx, context, {
    kind: "alert-channel-recovered",
    subscription: subscriptionFacts(context, before, organization?.name),
    told: isTold ? told : [],
    ...(organization && { organization }),
  });
}

/** A message has arrived, which is proof; who last heard that none do is told. */
export async function proveChannel(tx: Transaction, world: World, subscriptionId: string): Promise<void> {
  const failing = { id: subscriptionId, failures: { gt: 0 }, state: "ok", deletedAt: null };
  if ((await tx.alertSubscription.count({ where: failing })) === 0) return;
  const before = await lockSubscription(tx, subscriptionId);
  if (before?.state !== "ok") return;

  await tx.alertSubscription.update({ where: { id: subscriptionId }, data: { failures: 0 } });
  if (before.failures < TOLD_TIMES) return;
  await recordRecovery(tx, systemContext(world, before.tenantId), { before, isTold: true });
}

/** Of cards that wait to be posted for the first time, one message is made; lines below them go with them. */
async function gatherMissed(tx: Transaction, context: Context, recipient: string): Promise<void> {
  const { tenantId, now } = context;
  await tx.digest.updateMany({ where: { tenantId, recipient, kind: "late", sentAt: null }, data: { dueAt: now } });
  const held = await tx.$queryRaw<readonly { id: string; alertId: string }[]>`
    SELECT id, subject_id AS "alertId" FROM delivery
    WHERE tenant_id = ${tenantId}::uuid AND recipient = ${recipient} AND subject = 'alert' AND state = 'held'
      AND shown_version = 0 AND sending_since IS NULL`;
  if (held.length === 0) return;

  const digestId = await gather(tx, context, { recipient, kind: "late", groupKey: "", dueAt: now });
  const alertIds = held.map(({ alertId }) => alertId);
  await tx.$executeRaw`
    UPDATE alert_told t SET how = 'digest', digest_id = ${digestId}::uuid, delivery_id = NULL
    WHERE t.recipient = ${recipient} AND t.alert_id = ANY(${alertIds}::uuid[]) AND t.how IN ('card', 'thread')
      AND t.level = (SELECT max(o.level) FROM alert_told o WHERE o.alert_id = t.alert_id AND o.recipient = t.recipient)`;
  const ids = held.map(({ id }) => id);
  await tx.delivery.deleteMany({ where: { OR: [{ id: { in: ids } }, { threadOf: { in: ids } }], shownVersion: 0 } });
}

async function lockSubscription(tx: Transaction, id: string): Promise<AlertSubscription | null> {
  await tx.$queryRaw`SELECT 1 FROM alert_subscription WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.alertSubscription.findFirst({ where: { id, deletedAt: null } });
}

interface Concerned {
  readonly organization: Ref | undefined;
  readonly told: readonly Ref[];
}

/** Who set it up, while they manage it; else who answers for the organization, or for the installation. */
async function concerned(tx: Transaction, subscription: AlertSubscription): Promise<Concerned> {
  const { tenantId, organizationId, createdById } = subscription;
  const organization = organizationId
    ? await tx.organization.findFirst({ where: { id: organizationId, tenantId }, select: { id: true, name: true } })
    : null;
  const isTheirs = await subscriberManages(tx, subscription);
  const told = isTheirs ? await peopleNamed(tx, tenantId, [createdById]) : [];
  if (told.length > 0) return { organization: organization ?? undefined, told };
  const keepers = organizationId ? await keepersOf(tx, organizationId) : [];
  const others = keepers.length > 0 ? keepers : await superAdmins(tx, tenantId);
  return { organization: organization ?? undefined, told: await peopleNamed(tx, tenantId, others) };
}

async function peopleNamed(db: Database | Transaction, tenantId: string, ids: readonly string[]): Promise<Ref[]> {
  const rows = await db.person.findMany({
    where: { tenantId, id: { in: [...ids] }, state: "active" },
    orderBy: { id: "asc" },
    select: { id: true, displayName: true },
  });
  return rows.map(({ id, displayName }) => ({ id, name: displayName }));
}
