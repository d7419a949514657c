import { RESTJSONErrorCodes } from "discord-api-types/v10";
import type { Logger } from "pino";
import { z } from "zod";
import { EVERYONE } from "../../commands/call-id.ts";
import type { ChannelAddress, Handle, Parcel, Probed, Sending } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import { channelRefusalIn } from "./channel-refusals.ts";
import type { DirectMessages } from "./direct-messages.ts";
import { failureFacts, isAnyOf, isUnknownRoute } from "./failures.ts";
import { pictureOf } from "./files.ts";
import type { People } from "./identity.ts";
import { isSentAs, nonceFor, withKey } from "./key.ts";
import type { Sent } from "./key.ts";
import { renderMessage } from "./render.ts";
import type { Versions } from "./whole.ts";
import { writeCalls } from "./writing.ts";

/** A message's place. Without a user it is a channel's, for everybody there; a thread is a channel of its own. */
export const handleShape = z.object({
  channel: z.string(),
  message: z.string(),
  user: z.string().optional(),
  /** The server, of a channel. */
  server: z.string().optional(),
  /** Said in a thread already. */
  thread: z.string().optional(),
});
export type Place = Pick<z.infer<typeof handleShape>, "channel" | "user" | "server" | "thread">;

/** How far back a message is looked for that may have arrived; in channels, others write in between. */
const LOOK_BACK = { direct: 50, channel: 100 } as const;
export interface MessengerOptions {
  readonly messages: DirectMessages;
  readonly desk: Pick<FrontDesk, "encodeCall">;
  readonly people: People;
  readonly log: Pick<Logger, "warn">;
  /** The bot's own user id, once it is known. */
  readonly self: () => string | undefined;
  probe(channel: ChannelAddress): Promise<Probed>;
}

interface Creation {
  readonly parcel: Parcel;
  /** The message that it answers. */
  readonly answers?: string;
}

/** Shows it there once: what an earlier attempt left is edited. */
export async function create(options: MessengerOptions, place: Place, { parcel, answers }: Creation): Promise<Sending> {
  const { messages } = options;
  const versions = await versionsFor(options, place, parcel);
  const before = parcel.maybeSent ? await findSent(options, place, { parcel, body: versions.whole }) : undefined;
  if (before !== undefined) await edit(options, { ...place, message: before }, versions);

  const creating = { nonce: nonceFor(parcel.key), ...(answers !== undefined && { answers }) };
  const message = before ?? (await messages.create(place.channel, versions, creating));
  return { outcome: "sent", handle: handleOf(place, message) };
}

function handleOf({ channel, user, server, thread }: Place, message: string): Handle {
  return { channel, message, ...(user && { user }), ...(server && { server }), ...(thread && { thread }) };
}

/** undefined also where nothing may be read: the nonce is then what tells. */
async function findSent(options: MessengerOptions, place: Place, sent: Sent): Promise<string | undefined> {
  const isDirect = place.user !== undefined;
  try {
    const latest = await options.messages.latest(place.channel, isDirect ? LOOK_BACK.direct : LOOK_BACK.channel);
    return latest.find((message) => message.author?.id === options.self() && isSentAs(message, sent))?.id;
  } catch (error) {
    if (isUnknownRoute(error) || (!isDirect && channelRefusalIn(error))) return undefined;
    throw error;
  }
}

/** Threads are archived when nobody writes in them for a while; nothing in them changes then. */
export async function edit(
  { messages }: MessengerOptions,
  { channel, message }: Place & { readonly message: string },
  versions: Versions,
): Promise<void> {
  try {
    await messages.edit(channel, message, versions);
  } catch (error) {
    if (!isAnyOf(error, [RESTJSONErrorCodes.InvalidActionOnArchivedThread])) throw error;
    await messages.unarchive(channel).catch(() => Promise.reject(error));
    await messages.edit(channel, message, versions);
  }
}

/** The message as it is shown there, with its files and without. */
export async function versionsFor({ desk, log }: MessengerOptions, place: Place, parcel: Parcel): Promise<Versions> {
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
