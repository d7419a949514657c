import { RESTJSONErrorCodes } from "discord-api-types/v10";
import type { Messenger, Sending } from "../../notifications/messenger.ts";
import { answer } from "./below.ts";
import { channelRefusalIn } from "./channel-refusals.ts";
import {
  isAnyOf,
  isNobody,
  isUndeliverable,
  isUnknownRoute,
  messageGone,
  retryLaterFor,
  undeliverableReason,
} from "./failures.ts";
import type { People } from "./identity.ts";
import { create, edit, handleShape, versionsFor } from "./post.ts";
import type { MessengerOptions, Place } from "./post.ts";

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
        await edit(options, place, await versionsFor(options, place, parcel));
        return { outcome: "sent", handle };
      } catch (error) {
        if (isAnyOf(error, messageGone)) return { outcome: "gone", wasDeleted: true };
        if (isAnyOf(error, mayNotChange) || isUnknownRoute(error)) return { outcome: "gone" };
        return undelivered(options, place, error);
      }
    },
    probe: (channel) => options.probe(channel),
  };
}

/** What was said there is said anew: by another bot account, or in a thread that is closed for good. */
const mayNotChange: readonly number[] = [
  RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser,
  RESTJSONErrorCodes.ThreadLocked,
  RESTJSONErrorCodes.InvalidActionOnArchivedThread,
];

async function undelivered(
  { people }: MessengerOptions,
  { user, thread }: Pick<Place, "user" | "thread">,
  error: unknown,
): Promise<Sending> {
  if (user === undefined) {
    const refusal = channelRefusalIn(error);
    if (!refusal) throw retryLaterFor(error);
    // A thread's end says nothing of the channel.
    if (thread !== undefined) return { outcome: "gone" };
    return { outcome: "undeliverable", ...refusal };
  }
  if (!isUndeliverable(error)) throw retryLaterFor(error);
  const reason = undeliverableReason(error, await possessive(people, user));
  return { outcome: "undeliverable", reason, ...(isNobody(error) && { isGone: true }) };
}

async function possessive(people: People, userId: string): Promise<string> {
  try {
    const profile = await people.user(userId);
    return profile ? `${profile.displayName}'s` : "Their";
  } catch {
    return "Their";
  }
}
