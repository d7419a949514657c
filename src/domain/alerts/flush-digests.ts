import type { Transaction } from "../../storage/database.ts";
import type { AlertTold, Digest } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { plan } from "../deliveries/plan.ts";
import type { DigestKind } from "./decide-telling.ts";
import { each } from "./each.ts";
import { routingOf } from "./routing.ts";
import { MOST_AT_ONCE } from "./settle.ts";
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
  return each(due, (one) => flushDigest(world, one));
}

type DigestKey = Pick<Digest, "id" | "tenantId">;

/** In as many transactions as it takes; of what is too much for one, the rest is shown in the same message. */
async function flushDigest(world: World, first: DigestKey): Promise<number> {
  let flushed = await flushSome(world, first);
  const sent = flushed ? 1 : 0;
  while (flushed?.rest) flushed = await flushSome(world, flushed.rest, flushed.message);
  return sent;
}

interface Flushed {
  /** The digest with which it is shown; undefined: as cards, or not at all. */
  readonly message: string | undefined;
  /** A digest of what is yet to be decided. */
  readonly rest: DigestKey | undefined;
}

/** `before`: the digest with which what came before is shown. undefined: nothing is to be sent now. */
async function flushSome(world: World, { id, tenantId }: DigestKey, before?: string): Promise<Flushed | undefined> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const routing = await routingOf(tx, context);
    const digest = await tx.digest.findFirst({ where: { id, tenantId, sentAt: null } });
    const kind = digest && kindOfDigest(digest);
    if (!digest || !kind) return undefined;
    const subscription = routing.subscriptions.find((one) => `channel:${one.id}` === digest.recipient);
    // Kept until the channel is well again.
    if (subscription?.state === "degraded") {
      await tx.digest.update({ where: { id }, data: { dueAt: subscription.retryAt ?? waitFrom(world.now) } });
      return undefined;
    }

    await tx.digest.update({ where: { id }, data: { sentAt: world.now } });
    const told = await tx.alertTold.findMany({ where: { digestId: id }, orderBy: [{ at: "asc" }, { id: "asc" }] });
    // What was told by a card ended with its window: it is in the message, and there is nothing to decide about it.
    const waiting = told.filter((one) => !hasCard(one));
    const rest = await setApart(tx, context, digest, waiting.slice(MOST_AT_ONCE));
    const waited = await decideAgain(tx, context, { told: waiting.slice(0, MOST_AT_ONCE), isGathered: true });
    const message = await sendOut(tx, context, {
      digest,
      kind,
      waited: kind === "budget" ? waited.map(past) : waited,
      hasEnded: waiting.length < told.length,
      before,
    });
    return { message, rest };
  });
}

/** Makes a digest by itself of what is too much at once: due at once, should this program end before it gets to it. */
async function setApart(
  tx: Transaction,
  { tenantId, now, newId }: Context,
  { id: first, recipient, kind }: Digest,
  told: readonly AlertTold[],
): Promise<DigestKey | undefined> {
  if (told.length === 0) return undefined;
  const rest = { id: newId(), tenantId };
  await tx.digest.create({
    data: { ...rest, recipient, kind, groupKey: `rest of ${first}`, createdAt: now, dueAt: now },
  });
  const ids = told.map(({ id }) => id);
  await tx.$executeRaw`UPDATE alert_told SET digest_id = ${rest.id}::uuid WHERE id = ANY(${ids}::uuid[])`;
  return rest;
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
  /** The digest with which what came before is shown. */
  readonly before: string | undefined;
}

/**
 * A card each for a few, one message for many; what is to wait for another reason waits on. Resolves to the digest which that
 * message shows.
 */
async function sendOut(
  tx: Transaction,
  context: Context,
  { digest, kind, waited, hasEnded, before }: Sending,
): Promise<string | undefined> {
  const ready = waited.filter(({ telling }) => telling.how === "now");
  const isMessage = hasEnded || ready.length > mostCards[kind];
  const others = isMessage || before !== undefined ? waited.filter(({ telling }) => telling.how !== "now") : waited;
  for (const one of others) await carryOutNow(tx, context, one);

  const { id: subjectId, recipient } = digest;
  if (before !== undefined) return join(tx, context, { digest, before });
  if (!isMessage && ready.length === 0) await tx.digest.delete({ where: { id: subjectId } });
  if (!isMessage) return undefined;
  await plan(tx, context, { subject: "digest", subjectId, recipient });
  return subjectId;
}

/** Shows what is left of a digest with what came before. */
async function join(
  tx: Transaction,
  context: Context,
  { digest: { id, recipient }, before }: { readonly digest: Digest; readonly before: string },
): Promise<string> {
  await tx.alertTold.updateMany({ where: { digestId: id }, data: { digestId: before } });
  await tx.digest.delete({ where: { id } });
  await plan(tx, context, { subject: "digest", subjectId: before, recipient });
  return before;
}
