import type { Delivery } from "../storage/generated/client.ts";
import type { Claim } from "./claim.ts";
import { compose } from "./compose.ts";
import type { Channel } from "./compose/words.ts";
import { channels } from "./compose/words.ts";
import { RetryLater } from "./messenger.ts";
import type { Handle, Sending } from "./messenger.ts";
import { findReader } from "./routes.ts";
import type { Reader, Route } from "./routes.ts";
import type { Sender } from "./world.ts";

/** How an attempt ended. Reasons are sentences for people. */
export type Carried =
  | { readonly kind: "sent"; readonly channel: Channel; readonly handle: Handle; readonly reasons: readonly string[] }
  | { readonly kind: "undeliverable"; readonly reasons: readonly string[] }
  | { readonly kind: "later"; readonly reason: string; readonly afterSeconds: number | undefined };

type Tried = Sending | Extract<Carried, { kind: "later" }>;

/** Two ways tried in a row stay below the queue's limit of a minute for one job. */
const ANSWER_LIMIT_MS = 25_000;
const NO_WAY = "There is no chat account and no confirmed e-mail address to reach them by.";
const NO_SUBJECT = "What it was about no longer exists.";

/** Shows a delivery to its reader: edits the message that is there, or sends one, by the first way that is open. */
export async function carry(sender: Sender, claim: Claim): Promise<Carried> {
  const reader = await readerOrLater(sender, claim.delivery);
  if ("kind" in reader) return reader;

  const shown = await edit(sender, claim, reader);
  return shown ?? send(sender, claim, reader);
}

async function readerOrLater(
  sender: Sender,
  delivery: Delivery,
): Promise<Reader | Extract<Carried, { kind: "later" }>> {
  try {
    return await findReader(sender, delivery);
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    return { kind: "later", reason: error.message, afterSeconds: error.afterSeconds };
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

  const message = await compose(sender, delivery, { channel, readerId: reader.personId });
  if (!message) return { kind: "undeliverable", reasons: [NO_SUBJECT] };

  const parcel = { key: keyOf(delivery), maybeSent: true, message, timeZone: reader.timeZone };
  const tried = await attempt(sender, delivery, () => messenger.update(handle, parcel));
  if ("kind" in tried) return tried;
  switch (tried.outcome) {
    case "sent":
      return { kind: "sent", channel, handle: tried.handle, reasons };
    case "undeliverable":
      return { kind: "undeliverable", reasons: [tried.reason] };
    case "gone":
      return undefined;
  }
}

/** Why it did not go the first way, for as long as the first way is not where it is shown. */
function reasonsKept({ channel, error }: Delivery, { routes }: Reader): readonly string[] {
  return error && routes[0]?.channel !== channel ? [error] : [];
}

async function send(sender: Sender, claim: Claim, reader: Reader): Promise<Carried> {
  const { delivery, maybeSent } = claim;
  const reasons: string[] = [];
  for (const route of startingWhereItWas(reader.routes, delivery, maybeSent)) {
    const messenger = sender.messengers[route.channel];
    if (!messenger) continue;
    const message = await compose(sender, delivery, { channel: route.channel, readerId: reader.personId });
    if (!message) return { kind: "undeliverable", reasons: [NO_SUBJECT] };

    await sender.db.delivery.update({ where: { id: delivery.id }, data: { channel: route.channel } });
    const parcel = {
      key: keyOf(delivery),
      maybeSent: maybeSent && delivery.channel === route.channel,
      message,
      timeZone: reader.timeZone,
    };
    const tried = await attempt(sender, delivery, () => messenger.send(route.address, parcel));
    if ("kind" in tried) return tried;
    if (tried.outcome === "sent") return { kind: "sent", channel: route.channel, handle: tried.handle, reasons };
    if (tried.outcome === "undeliverable") reasons.push(tried.reason);
  }
  return { kind: "undeliverable", reasons: reasons.length > 0 ? reasons : [NO_WAY] };
}

/** An attempt that may have arrived is looked for where it was made, before any other way is tried. */
function startingWhereItWas(routes: readonly Route[], { channel }: Delivery, maybeSent: boolean): readonly Route[] {
  if (!maybeSent || !channel) return routes;
  return [
    ...routes.filter((route) => route.channel === channel),
    ...routes.filter((route) => route.channel !== channel),
  ];
}

/** Anything a messenger throws passes by itself or is a bug; either way the delivery is tried again. */
async function attempt({ log, answerLimitMs }: Sender, { id }: Delivery, call: () => Promise<Sending>): Promise<Tried> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([call(), silence(answerLimitMs ?? ANSWER_LIMIT_MS, signal)]);
  } catch (error) {
    if (error instanceof RetryLater) return { kind: "later", reason: error.message, afterSeconds: error.afterSeconds };
    log.error({ deliveryId: id, error: nameOf(error) }, "a messenger failed unexpectedly");
    return { kind: "later", reason: "The platform could not be reached.", afterSeconds: undefined };
  } finally {
    answered.abort();
  }
}

/** Rejects when there was no answer for so long; stays pending once there was. */
function silence(milliseconds: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new RetryLater("The platform did not answer.")), milliseconds);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

/** Errors of platform clients may quote the message or the token, so only their kind is logged. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
}

/** The same for every attempt to show this message, another one for a message that replaces one that is gone. */
function keyOf({ id, shownVersion }: Delivery): string {
  return `${id}.${shownVersion}`;
}

function channelOf({ channel }: Delivery): Channel | undefined {
  return channels.find((one) => one === channel);
}
