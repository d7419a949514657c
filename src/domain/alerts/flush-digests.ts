import type { Transaction } from "../../storage/database.ts";
import type { AlertTold, Digest } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { plan } from "../deliveries/plan.ts";
import type { DigestKind } from "./decide-telling.ts";
import { routingOf } from "./routing.ts";
import { carryOutNow } from "./tell-one.ts";
import { decideAgain } from "./tell-waiting.ts";
import type { Waited } from "./tell-waiting.ts";

const BATCH = 100;

/** Up to how many alerts that waited are told by a card each; more come as one message. */
const mostCards: Readonly<Record<DigestKind, number>> = {
  daily: 0,
  late: 1,
  budget: 1,
  group: 3,
  quiet: 3,
  muted: 3,
  window: 0,
};

/** Run by the clock: sends the digests that are due, of what is still true. Returns how many. */
export async function flushDigests(world: World): Promise<number> {
  const due = await world.db.digest.findMany({
    where: { sentAt: null, dueAt: { lte: world.now }, kind: { in: Object.keys(mostCards) } },
    orderBy: { dueAt: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });
  let sent = 0;
  for (const { id, tenantId } of due) sent += await flushDigest(world, { id, tenantId });
  return sent;
}

async function flushDigest(
  world: World,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
): Promise<number> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const routing = await routingOf(tx, context);
    const digest = await tx.digest.findFirst({ where: { id, tenantId, sentAt: null } });
    const kind = digest && kindOfDigest(digest);
    if (!digest || !kind) return 0;
    const subscription = routing.subscriptions.find((one) => `channel:${one.id}` === digest.recipient);
    // Kept until the channel is well again.
    if (subscription?.state === "degraded") {
      await tx.digest.update({ where: { id }, data: { dueAt: subscription.retryAt ?? waitFrom(world.now) } });
      return 0;
    }

    await tx.digest.update({ where: { id }, data: { sentAt: world.now } });
    const told = await tx.alertTold.findMany({ where: { digestId: id }, orderBy: [{ at: "asc" }, { id: "asc" }] });
    // What was told by a card ended with its window: it is in the message, and there is nothing to decide about it.
    const waiting = told.filter((one) => !hasCard(one));
    const waited = await decideAgain(tx, context, { told: waiting, isGathered: true });
    await sendOut(tx, context, {
      digest,
      kind,
      waited: kind === "budget" ? waited.map(past) : waited,
      hasEnded: waiting.length < told.length,
    });
    return 1;
  });
}

/** What waited for the next hour is told in it, as one message, however little the channel takes: or it might wait for ever. */
function past(one: Waited): Waited {
  const { telling } = one;
  return telling.how === "digest" && telling.digest === "budget" ? { ...one, telling: { how: "now" } } : one;
}

function kindOfDigest({ kind }: Digest): DigestKind | undefined {
  return kinds.find((one) => one === kind);
}

const hasCard = ({ how }: AlertTold) => how === "card";

const kinds = ["daily", "late", "budget", "group", "quiet", "muted", "window"] as const satisfies readonly DigestKind[];
const AGAIN_MS = 60_000;

function waitFrom(now: Date): Date {
  return new Date(now.getTime() + AGAIN_MS);
}

interface Sending {
  readonly digest: Digest;
  readonly kind: DigestKind;
  readonly waited: readonly Waited[];
  /** Some of it ended with its window. */
  readonly hasEnded: boolean;
}

/** A card each for a few, one message for many; what is to wait for another reason waits on. */
async function sendOut(tx: Transaction, context: Context, { digest, kind, waited, hasEnded }: Sending): Promise<void> {
  const ready = waited.filter(({ telling }) => telling.how === "now");
  const isMessage = hasEnded || ready.length > mostCards[kind];
  const others = isMessage ? waited.filter(({ telling }) => telling.how !== "now") : waited;
  for (const one of others) await carryOutNow(tx, context, one);

  const { id: subjectId, recipient } = digest;
  if (!isMessage && ready.length === 0) await tx.digest.delete({ where: { id: subjectId } });
  if (!isMessage) return;
  await plan(tx, context, { subject: "digest", subjectId, recipient });
}
