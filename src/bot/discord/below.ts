import { DiscordAPIError } from "discord.js";
import { RESTJSONErrorCodes } from "discord-api-types/v10";
import type { Parcel, Sending } from "../../notifications/messenger.ts";
import { isAnyOf, isUnknownRoute } from "./failures.ts";
import { shown } from "./controls.ts";
import { limits } from "./limits.ts";
import { create } from "./post.ts";
import type { MessengerOptions, Place } from "./post.ts";

const THREAD_NAME = "Updates";

/** In a thread below the message; where there can be none, as an answer to it. */
export async function answer(
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
    if (!isAnyOf(error, mayNotRefer) && !isMalformed(error)) throw error;
    return create(options, place, { parcel });
  }
}

const mayNotRefer: readonly number[] = [
  RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory,
  RESTJSONErrorCodes.CannotReferenceAMessageWithoutPermissionToReadMessageHistory,
];

/** As from servers that speak Discord's protocol and know of no answers. */
function isMalformed(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 400;
}

/** undefined: there can be no thread. */
async function attemptInThread(
  options: MessengerOptions,
  { channel, message, server }: Place & { readonly message: string },
  parcel: Parcel,
): Promise<Sending | undefined> {
  try {
    const name = shown(parcel.message.topic ?? THREAD_NAME, limits.threadName);
    const thread = await options.messages.startThread(channel, message, name).catch(unlessThere(message));
    return await create(options, { channel: thread, thread, ...(server && { server }) }, { parcel });
  } catch (error) {
    if (isRefusal(error) || isUnknownRoute(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status < 500 && error.status !== 401 && error.status !== 429;
}

/** A thread has the id of the message that it was started from. */
function unlessThere(messageId: string): (error: unknown) => string {
  return (error) => {
    if (!isAnyOf(error, [RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage])) throw error;
    return messageId;
  };
}
