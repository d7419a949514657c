import type { Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { Meter } from "../meters/meter.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { requireAlertRight } from "./alert-access.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import { printMuteWindow } from "./mute-window.ts";
import type { MuteWindow } from "./mute-window.ts";
import { forgetRouting, lockRouting } from "./routing.ts";
import type { SubscriptionFacts } from "./routing-events.ts";
import { subscriptionFacts } from "./subscription.ts";

const MOST_OF_A_CHANNEL = 50;

export interface ChannelOf {
  readonly platform: Platform;
  readonly workspaceExternalId: string;
  readonly channelExternalId: string;
  /** Without a mark before it. */
  readonly name: string;
}

/** Whether we may post there; else why not, and how to let us. */
export type Reach =
  | { readonly ok: true; readonly name?: string }
  | { readonly ok: false; readonly reason: string; readonly howTo: string };

export interface SubscriptionWish {
  readonly channel: ChannelOf;
  /** Asked once it is known that the asker may. */
  readonly probe: () => Promise<Reach>;
  /** "admin": what concerns the installation goes there instead of to the Super Admins. Default "alerts". */
  readonly purpose?: "alerts" | "admin" | undefined;
  /** Exactly these; for "admin" none are all. */
  readonly kinds: readonly AlertKind[];
  /** These kinds besides what the channel hears of the same, not in its place; how it wants to hear stays as it is. */
  readonly isBesides?: boolean | undefined;
  /** With all below it; absent, and for "admin": everything in the installation. */
  readonly organizationId?: string | undefined;
  readonly meter?: Meter | undefined;
  readonly leastSeverity?: Severity | undefined;
  readonly leastPercent?: number | undefined;
  readonly muted?: readonly MuteWindow[] | undefined;
  /** Messages an hour that are not critical. */
  readonly budget?: number | undefined;
  readonly timeZone?: string | undefined;
}

export interface Subscribed {
  readonly subscription: SubscriptionFacts;
  /** What the channel heard of the same before. */
  readonly before: SubscriptionFacts | null;
  /** False when it was so already: nothing is written. */
  readonly changed: boolean;
}

/**
 * From its commit on the channel hears of exactly these kinds, in the place of what it heard of the same subject and
 * meter (or `isBesides` it, where it did not hear of them yet); a line in the channel says who set it up. Refuses with `forbidden`, `not-found`, `channel-unreachable`,
 * `alert-kinds-missing`, `subscription-limit`.
 */
export async function subscribeChannel(context: Context, wish: SubscriptionWish): Promise<Subscribed> {
  const { db } = context;
  const { purpose = "alerts", channel } = wish;
  requirePerson(context);
  const watched = watchedBy(wish);
  await requireAlertRight(context, db, { watched, right: "manage" });
  if (purpose === "alerts" && wish.kinds.length === 0) refuse({ kind: "alert-kinds-missing", field: "kinds" });
  const reach = await wish.probe();
  if (!reach.ok) {
    const { reason, howTo } = reach;
    return refuse({ kind: "channel-unreachable", channel: `#${channel.name}`, reason, howTo });
  }

  return transaction(db, async (tx) => {
    const { organization } = await nameSubject(tx, context.tenantId, watched);
    await lockRouting(tx, context.tenantId);
    // The platform may have taken its time to answer.
    await requireAlertRight(context, tx, { watched, right: "manage" });
    const old = await findOld(tx, context, wish);
    if (!old) await requireRoom(tx, context, channel);
    const data = { ...rowOf(context, wish, old), channelName: reach.name ?? channel.name };
    const before = old && subscriptionFacts(context, old, organization?.name);
    if (old && before && isSame(old, data)) return { subscription: before, before, changed: false };

    const row = old
      ? await tx.alertSubscription.update({ where: { id: old.id }, data: { ...data, ...well } })
      : await tx.alertSubscription.create({ data: { ...data, ...firstColumns(context, wish) } });
    forgetRouting(tx);
    const subscription = subscriptionFacts(context, row, organization?.name);
    await record(tx, context, { kind: "alert-channel-subscribed", subscription, before, ...aboutOf(organization) });
    return { subscription, before, changed: true };
  });
}

/** The admin channel is the installation's, whatever else is named. */
function watchedBy({ purpose, organizationId }: SubscriptionWish): CountedSubject {
  if (purpose === "admin" || organizationId === undefined) return { scope: "tenant" };
  return { scope: "organization", organizationId };
}

function organizationIn(wish: SubscriptionWish): string | null {
  const watched = watchedBy(wish);
  return "organizationId" in watched ? watched.organizationId : null;
}

const well = { state: "ok", degradedAt: null, degradedReason: null, retryAt: null, failures: 0 };

function aboutOf(organization: Ref | undefined) {
  return organization ? { organization } : {};
}

type Heard = Pick<
  AlertSubscription,
  "kinds" | "leastSeverity" | "leastPercent" | "muted" | "budget" | "timeZone" | "createdById" | "createdByName"
>;

function rowOf(context: Context, wish: SubscriptionWish, old: AlertSubscription | null): Heard {
  const { id: createdById, label: createdByName, timeZone: zone } = requirePerson(context);
  if (old && wish.isBesides) {
    const { leastSeverity, leastPercent, muted, budget, timeZone } = old;
    const kinds = [...new Set([...old.kinds, ...wish.kinds])].toSorted();
    return { kinds, leastSeverity, leastPercent, muted, budget, timeZone, createdById, createdByName };
  }

  const { leastSeverity = "info", leastPercent = null, budget = null, timeZone = zone } = wish;
  const kinds = [...new Set(wish.kinds)].toSorted();
  const muted = (wish.muted ?? []).map(printMuteWindow);
  return { kinds, leastSeverity, leastPercent, muted, budget, timeZone, createdById, createdByName };
}

function firstColumns(context: Context, wish: SubscriptionWish) {
  const { channel, purpose = "alerts", meter } = wish;
  const { platform, workspaceExternalId, channelExternalId } = channel;
  const { tenantId, now } = context;
  const place = { platform, workspaceExternalId, channelExternalId, purpose };
  const about = { organizationId: organizationIn(wish), meter: meter?.name ?? null };
  return { id: context.newId(), tenantId, createdAt: now, ...place, ...about };
}

function isSame(old: AlertSubscription, data: Heard): boolean {
  return (
    old.state === "ok" &&
    old.kinds.join() === data.kinds.join() &&
    old.muted.join(";") === data.muted.join(";") &&
    old.leastSeverity === data.leastSeverity &&
    old.leastPercent === data.leastPercent &&
    old.budget === data.budget &&
    old.timeZone === data.timeZone
  );
}

async function findOld(
  tx: Transaction,
  { tenantId }: Context,
  wish: SubscriptionWish,
): Promise<AlertSubscription | null> {
  const { platform, channelExternalId } = wish.channel;
  const { purpose = "alerts", meter, kinds, isBesides } = wish;
  const organizationId = organizationIn(wish);
  const place = { tenantId, platform, channelExternalId, purpose, organizationId, deletedAt: null };
  const anyMeter = { meter: null, kinds: { hasEvery: [...kinds] }, leastPercent: null, leastSeverity: "info" };
  const heard = isBesides && meter ? await tx.alertSubscription.findFirst({ where: { ...place, ...anyMeter } }) : null;
  return heard ?? tx.alertSubscription.findFirst({ where: { ...place, meter: meter?.name ?? null } });
}

async function requireRoom(tx: Transaction, { tenantId }: Context, channel: ChannelOf): Promise<void> {
  const { platform, channelExternalId, name } = channel;
  const there = await tx.alertSubscription.count({
    where: { tenantId, platform, channelExternalId, deletedAt: null },
  });
  if (there >= MOST_OF_A_CHANNEL) refuse({ kind: "subscription-limit", channel: `#${name}`, limit: MOST_OF_A_CHANNEL });
}
