import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { z } from "zod";
import type { Handle, Messenger, Parcel, Sending } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import type { DirectMessages, SeenMessage } from "./direct-messages.ts";
import { failureFacts, isAnyOf, isUndeliverable, messageGone, retryLaterFor, undeliverableReason } from "./failures.ts";
import type { People } from "./identity.ts";
import { pictureOf } from "./files.ts";
import { limits } from "./limits.ts";
import type { RenderedMessage } from "./render.ts";
import { renderMessage } from "./render.ts";
import type { Versions } from "./whole.ts";
import { writeCalls } from "./writing.ts";

const handleShape = z.object({ channel: z.string(), message: z.string(), user: z.string() });

/** How far back a message is looked for that may have arrived; direct messages between a bot and a person are few. */
const LOOK_BACK = 50;

export interface MessengerOptions {
  readonly messages: DirectMessages;
  readonly desk: Pick<FrontDesk, "encodeCall">;
  readonly people: People;
  readonly log: Pick<Logger, "warn">;
  /** The bot's own user id, once it is known. */
  readonly self: () => string | undefined;
}

/** Carries messages to people's direct messages on Discord. */
export function createMessenger(options: MessengerOptions): Messenger {
  return {
    async send(recipientId, parcel) {
      try {
        return await create(options, recipientId, parcel);
      } catch (error) {
        options.messages.forget(recipientId);
        return undelivered(options.people, recipientId, error);
      }
    },
    async update(handle, parcel) {
      const address = handleShape.parse(handle);
      try {
        const versions = await versionsFor(options, address.user, parcel);
        await options.messages.edit(address.channel, address.message, versions);
        return { outcome: "sent", handle };
      } catch (error) {
        if (isAnyOf(error, messageGone)) return { outcome: "gone" };
        return undelivered(options.people, address.user, error);
      }
    },
  };
}

async function create(options: MessengerOptions, userId: string, parcel: Parcel): Promise<Sending> {
  const { messages } = options;
  const channel = await messages.open(userId);
  const versions = await versionsFor(options, userId, parcel);
  const before = parcel.maybeSent ? await findSent(options, channel, { parcel, body: versions.whole }) : undefined;
  if (before !== undefined) await messages.edit(channel, before, versions);

  const message = before ?? (await messages.create(channel, versions, nonceFor(parcel.key)));
  const handle: Handle = { channel, message, user: userId };
  return { outcome: "sent", handle };
}

interface Sent {
  readonly parcel: Parcel;
  readonly body: RenderedMessage;
}

async function findSent(options: MessengerOptions, channel: string, sent: Sent): Promise<string | undefined> {
  const latest = await options.messages.latest(channel, LOOK_BACK);
  return latest.find((message) => message.author?.id === options.self() && isSentAs(message, sent))?.id;
}

async function undelivered(people: People, userId: string, error: unknown): Promise<Sending> {
  if (!isUndeliverable(error)) throw retryLaterFor(error);
  return { outcome: "undeliverable", reason: undeliverableReason(error, await possessive(people, userId)) };
}

/** 24 characters of the key's digest: Discord takes 25, and compares those of the last few minutes only. */
function nonceFor(key: string): string {
  return createHash("sha256")
    .update(key)
    .digest("base64url")
    .slice(0, limits.nonce - 1);
}

/**
 * The key again, where it stays with the message for good: fetched messages do not promise to tell their nonce.
 * An embed's address is shown nowhere while the embed has no title.
 */
function keyAddress(key: string): string {
  return `https://discord.com/#${nonceFor(key)}`;
}

function isSentAs(message: SeenMessage, { parcel, body }: Sent): boolean {
  if (message.nonce === nonceFor(parcel.key)) return true;
  if (body.embeds.length === 0) return message.embeds.length === 0 && message.content === body.content;
  return message.embeds.some(({ url }) => url === keyAddress(parcel.key));
}

async function versionsFor({ desk, log }: MessengerOptions, userId: string, parcel: Parcel): Promise<Versions> {
  const { key, message } = parcel;
  const reader = { platform: "discord", userExternalId: userId } as const;
  const picture = await pictureOf(message, (error) => log.warn(failureFacts(error), "picture not drawn"));
  const written = await writeCalls(desk, reader, message);
  return {
    whole: withKey(renderMessage(message, written, picture), key),
    words: withKey(renderMessage(message, written, "not taken"), key),
    report: (error) => log.warn(failureFacts(error), "discord files not taken"),
  };
}

function withKey(body: RenderedMessage, key: string): RenderedMessage {
  return { ...body, embeds: body.embeds.map((embed) => ({ ...embed, url: keyAddress(key) })) };
}

async function possessive(people: People, userId: string): Promise<string> {
  try {
    const profile = await people.user(userId);
    return profile ? `${profile.displayName}'s` : "Their";
  } catch {
    return "Their";
  }
}
