import { ANNOUNCEMENT } from "../domain/announcements/announcement.ts";
import type { Delivery } from "../storage/generated/client.ts";
import { attempt, laterFor } from "./attempt.ts";
import type { Later } from "./attempt.ts";
import type { Claim } from "./claim.ts";
import { compose } from "./compose.ts";
import { channels, sentence } from "./compose/words.ts";
import type { Channel } from "./compose/words.ts";
import { RetryLater } from "./messenger.ts";
import type { Handle, Parcel, Sending } from "./messenger.ts";
import { findReader } from "./routes.ts";
import type { Reader } from "./routes.ts";
import { findThread } from "./thread.ts";
import { replyIn, waysTo } from "./ways.ts";
import type { Way } from "./ways.ts";
import type { Sender } from "./world.ts";

/** How an attempt ended. Reasons are sentences for people. */
export type Carried =
  | { readonly kind: "sent"; readonly channel: Channel; readonly handle: Handle; readonly reasons: readonly string[] }
  | {
      readonly kind: "undeliverable";
      readonly reasons: readonly string[];
      /** A platform on which they could be reached has them no more. */
      readonly isGone?: true;
    }
  /** A channel takes nothing for now; its delivery waits. */
  | {
      readonly kind: "held";
      readonly reasons: readonly string[];
      readonly subscriptionId: string;
      /** It was closed before, and nothing was tried. */
      readonly isKnown?: boolean;
    }
  | Later;

const NO_WAY = "There is no chat account and no confirmed e-mail address to reach them by.";
const NO_SUBJECT = "What it was about no longer exists.";
const NO_PARENT = "The message that it belongs to could not be delivered.";

/** Shows a delivery to its reader: edits the message that is there, or sends one, by the first way that is open. */
export async function carry(sender: Sender, claim: Claim): Promise<Carried> {
  const reader = await readerOrLater(sender, claim.delivery);
  if ("kind" in reader) return reader;
  if (reader.closed) return untried(reader, reader.closed);

  const shown = await edit(sender, claim, reader);
  return shown ?? send(sender, claim, reader);
}

async function readerOrLater(sender: Sender, delivery: Delivery): Promise<Reader | Later> {
  try {
    return await findReader(sender, delivery);
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    return laterFor(error);
  }
}

/** undefined: nothing is shown yet, or it is gone. */
async function edit(sender: Sender, claim: Claim, reader: Reader): Promise<Carried | undefined> {
  const { delivery } = claim;
  const channel = channelOf(delivery);
  const messenger = channel && sender.messengers[channel];
  if (!messenger || !delivery.handle) return undefined;
  // Safe: only what a messenger returned as its Handle is ever written here.
  const handle = delivery.handle as Handle;
  const reasons = reasonsKept(delivery, reader);
  if (channel === "email") return { kind: "sent", channel, handle, reasons };

  const parcel = await parcelFor(sender, claim, { reader, channel });
  if (!parcel) return { kind: "undeliverable", reasons: [NO_SUBJECT] };
  const tried = await attempt(sender, delivery, () => messenger.update(handle, { ...parcel, maybeSent: true }));
  if ("kind" in tried) return tried;
  switch (tried.outcome) {
    case "sent":
      return { kind: "sent", channel, handle: tried.handle, reasons };
    case "undeliverable":
      return refused(reader, reasonsOf(tried));
    case "gone":
      return whenGone(delivery, tried);
  }
}

/** Nobody needs to hear that an announcement which is not there any more was corrected or withdrawn. */
function whenGone({ subject }: Delivery, { wasDeleted }: Extract<Sending, { outcome: "gone" }>): Carried | undefined {
  return wasDeleted && subject === ANNOUNCEMENT
    ? { kind: "undeliverable", reasons: ["The message was deleted."] }
    : undefined;
}

/** Why it did not go the first way, for as long as the first way is not where it is shown. */
function reasonsKept({ channel, error }: Delivery, { routes }: Reader): readonly string[] {
  return error && routes[0]?.channel !== channel ? [error] : [];
}

async function send(sender: Sender, claim: Claim, reader: Reader): Promise<Carried> {
  const { delivery, maybeSent } = claim;
  const thread = await findThread(sender, delivery);
  if (thread === "lost") return { kind: "undeliverable", reasons: [NO_PARENT] };

  const reasons: string[] = [];
  let isGone = false;
  for (const way of [...(thread ? [replyIn(thread)] : []), ...waysTo(reader.routes, delivery, maybeSent)]) {
    const tried = await go(sender, claim, { reader, way });
    if ("kind" in tried) return tried.kind === "sent" ? { ...tried, reasons } : tried;
    reasons.push(...tried.reasons);
    isGone ||= tried.isGone === true;
  }
  const carried = refused(reader, reasons.length > 0 ? reasons : [NO_WAY]);
  return isGone && carried.kind === "undeliverable" ? { ...carried, isGone } : carried;
}

interface Going {
  readonly reader: Reader;
  readonly way: Way;
}

/** How it ended, or why it did not go this way. */
async function go(
  sender: Sender,
  claim: Claim,
  { reader, way }: Going,
): Promise<Carried | { readonly reasons: readonly string[]; readonly isGone?: true }> {
  const { delivery } = claim;
  const { channel } = way;
  const messenger = sender.messengers[channel];
  if (!messenger) return { reasons: [] };
  const parcel = await parcelFor(sender, claim, { reader, channel });
  if (!parcel) return { kind: "undeliverable", reasons: [NO_SUBJECT] };

  if (delivery.channel !== channel) await sender.db.delivery.update({ where: { id: delivery.id }, data: { channel } });
  const tried = await attempt(sender, delivery, () => way.go(messenger, parcel));
  if ("kind" in tried) return tried;
  switch (tried.outcome) {
    case "sent":
      return { kind: "sent", channel, handle: tried.handle, reasons: [] };
    case "undeliverable":
      return { reasons: reasonsOf(tried), ...(tried.isGone && { isGone: true }) };
    case "gone":
      return { reasons: [] };
  }
}

/** People are told another way or not at all; a channel may be mended, so what is for it waits. */
function refused(
  { audience }: Reader,
  reasons: readonly string[],
): Extract<Carried, { kind: "held" | "undeliverable" }> {
  if (!audience) return { kind: "undeliverable", reasons };
  return { kind: "held", reasons, subscriptionId: audience.subscriptionId };
}

function untried(reader: Reader, { kind, reason }: NonNullable<Reader["closed"]>): Carried {
  if (kind === "undeliverable") return { kind, reasons: [reason] };
  const held = refused(reader, [reason]);
  return held.kind === "held" ? { ...held, isKnown: true } : held;
}

function reasonsOf({ reason, howTo }: Extract<Sending, { outcome: "undeliverable" }>): readonly string[] {
  return howTo === undefined ? [reason] : [sentence(reason), sentence(howTo)];
}

/** undefined: what it was about no longer exists. */
async function parcelFor(
  sender: Sender,
  { delivery, maybeSent }: Claim,
  { reader, channel }: { readonly reader: Reader; readonly channel: Channel },
): Promise<Parcel | undefined> {
  const { personId: readerId, audience, timeZone } = reader;
  const message = await compose(sender, delivery, { channel, readerId, ...(audience && { audience }) });
  return (
    message && {
      key: keyOf(delivery),
      maybeSent: maybeSent && delivery.channel === channel,
      message,
      timeZone,
      ...(delivery.bulk && { isBulk: true }),
    }
  );
}

/** The same for every attempt to show this message, another one for a message that replaces one that is gone. */
function keyOf({ id, shownVersion }: Delivery): string {
  return `${id}.${shownVersion}`;
}

function channelOf({ channel }: Delivery): Channel | undefined {
  return channels.find((one) => one === channel);
}
