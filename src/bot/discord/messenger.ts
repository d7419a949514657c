import { DiscordAPIError } from "discord.js";
import { RESTJSONErrorCodes } from "discord-api-types/v10";
import type { Logger } from "pino";
import { z } from "zod";
import { EVERYONE } from "../../commands/call-id.ts";
import type { ChannelAddress, Handle, Messenger, Parcel, Probed, Sending } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import { channelRefusalIn } from "./channel-refusals.ts";
import type { DirectMessages } from "./direct-messages.ts";
import { failureFacts, isAnyOf, isUndeliverable, messageGone, retryLaterFor, undeliverableReason } from "./failures.ts";
import { pictureOf } from "./files.ts";
import type { People } from "./identity.ts";
import { isSentAs, nonceFor, withKey } from "./key.ts";
import type { Sent } from "./key.ts";
import { renderMessage } from "./render.ts";
import type { Versions } from "./whole.ts";
import { writeCalls } from "./writing.ts";

/** A message's place. Without a user it is a channel's, for everybody there; a thread is a channel of its own. */
const handleShape = z.object({
  channel: z.string(),
  message: z.string(),
  user: z.string().optional(),
  /** The server, of a channel. */
  server: z.string().optional(),
  /** Said in a thread already. */
  thread: z.string().optional(),
});
type Place = Pick<z.infer<typeof handleShape>, "channel" | "user" | "server" | "thread">;

/** How far back a message is looked for that may have arrived; in channels, others write in between. */
const LOOK_BACK = { direct: 50, channel: 100 } as const;
const THREAD_NAME = "Updates";

export interface MessengerOptions {
  readonly messages: DirectMessages;
  readonly desk: Pick<FrontDesk, "encodeCall">;
  readonly people: People;
  readonly log: Pick<Logger, "warn">;
  /** The bot's own user id, once it is known. */
  readonly self: () => string | undefined;
  probe(channel: ChannelAddress): Promise<Probed>;
}

/** Carries messages to people and into channels on Discord. */
export function createMessenger(options: MessengerOptions): Messenger {
  return {
    async send(recipientId, parcel) {
      try {
        const channel = await options.messages.open(recipientId);
        return await create(options, { channel, user: recipientId }, { parcel });
      } catch (error) {
        options.messages.forget(recipientId);
        return undelivered(options, { user: recipientId }, error);
      }
    },
    async post({ channelExternalId, workspaceExternalId }, parcel) {
      const place: Place = { channel: channelExternalId, server: workspaceExternalId };
      return create(options, place, { parcel }).catch((error: unknown) => undelivered(options, place, error));
    },
    async reply(to, parcel) {
      const parent = handleShape.parse(to);
      return answer(options, parent, parcel).catch((error: unknown) => undelivered(options, parent, error));
    },
    async update(handle, parcel) {
      const place = handleShape.parse(handle);
      try {
        await options.messages.edit(place.channel, place.message, await versionsFor(options, place, parcel));
        return { outcome: "sent", handle };
      } catch (error) {
        if (isAnyOf(error, messageGone)) return { outcome: "gone" };
        return undelivered(options, place, error);
      }
    },
    probe: (channel) => options.probe(channel),
  };
}

interface Creation {
  readonly parcel: Parcel;
  /** The message that it answers. */
  readonly answers?: string;
}

async function create(options: MessengerOptions, place: Place, { parcel, answers }: Creation): Promise<Sending> {
  const { messages } = options;
  const versions = await versionsFor(options, place, parcel);
  const before = parcel.maybeSent ? await findSent(options, place, { parcel, body: versions.whole }) : undefined;
  if (before !== undefined) await messages.edit(place.channel, before, versions);

  const creating = { nonce: nonceFor(parcel.key), ...(answers !== undefined && { answers }) };
  const message = before ?? (await messages.create(place.channel, versions, creating));
  return { outcome: "sent", handle: handleOf(place, message) };
}

function handleOf({ channel, user, server, thread }: Place, message: string): Handle {
  return { channel, message, ...(user && { user }), ...(server && { server }), ...(thread && { thread }) };
}

/** In a thread below the message; where there can be none, as an answer to it. */
async function answer(
  options: MessengerOptions,
  { message, ...place }: Place & { readonly message: string },
  parcel: Parcel,
): Promise<Sending> {
  if (place.thread !== undefined) return create(options, place, { parcel });
  const inThread = place.user === undefined && (await attemptInThread(options, { ...place, message }, parcel));
  if (inThread) return inThread;

  try {
    return await create(options, place, { parcel, answers: message });
  } catch (error) {
    if (!isAnyOf(error, mayNotRefer)) throw error;
    return create(options, place, { parcel });
  }
}

const mayNotRefer: readonly number[] = [
  RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory,
  RESTJSONErrorCodes.CannotReferenceAMessageWithoutPermissionToReadMessageHistory,
];

/** undefined: there can be no thread. */
async function attemptInThread(
  options: MessengerOptions,
  { channel, message, server }: Place & { readonly message: string },
  parcel: Parcel,
): Promise<Sending | undefined> {
  try {
    await options.messages.startThread(channel, message, THREAD_NAME).catch(unlessThere);
    // A thread has the id of the message that it was started from.
    return await create(options, { channel: message, thread: message, ...(server && { server }) }, { parcel });
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status < 500 && error.status !== 401 && error.status !== 429)
      return undefined;
    throw error;
  }
}

function unlessThere(error: unknown): void {
  if (!isAnyOf(error, [RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage])) throw error;
}

/** undefined also where nothing may be read: the nonce is then what tells. */
async function findSent(options: MessengerOptions, place: Place, sent: Sent): Promise<string | undefined> {
  const isDirect = place.user !== undefined;
  try {
    const latest = await options.messages.latest(place.channel, isDirect ? LOOK_BACK.direct : LOOK_BACK.channel);
    return latest.find((message) => message.author?.id === options.self() && isSentAs(message, sent))?.id;
  } catch (error) {
    if (!isDirect && channelRefusalIn(error)) return undefined;
    throw error;
  }
}

async function undelivered(
  { people }: MessengerOptions,
  { user }: Pick<Place, "user">,
  error: unknown,
): Promise<Sending> {
  if (user === undefined) {
    const refusal = channelRefusalIn(error);
    if (!refusal) throw retryLaterFor(error);
    return { outcome: "undeliverable", ...refusal };
  }
  if (!isUndeliverable(error)) throw retryLaterFor(error);
  return { outcome: "undeliverable", reason: undeliverableReason(error, await possessive(people, user)) };
}

async function versionsFor({ desk, log }: MessengerOptions, place: Place, parcel: Parcel): Promise<Versions> {
  const { key, message } = parcel;
  const { user = EVERYONE, server } = place;
  const reader = {
    platform: "discord",
    userExternalId: user,
    ...(server !== undefined && { workspaceExternalId: server }),
  } as const;
  const picture = await pictureOf(message, (error) => log.warn(failureFacts(error), "picture not drawn"));
  const written = await writeCalls(desk, reader, message);
  return {
    whole: withKey(renderMessage(message, written, picture), key),
    words: withKey(renderMessage(message, written, "not taken"), key),
    report: (error) => log.warn(failureFacts(error), "discord files not taken"),
  };
}

async function possessive(people: People, userId: string): Promise<string> {
  try {
    const profile = await people.user(userId);
    return profile ? `${profile.displayName}'s` : "Their";
  } catch {
    return "Their";
  }
}
