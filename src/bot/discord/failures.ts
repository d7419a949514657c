import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { RESTJSONErrorCodes } from "discord-api-types/v10";
import { RetryLater } from "../../notifications/messenger.ts";

/** Discord knows no such thing, or shows it to nobody like us. */
export const notThere: readonly number[] = [
  RESTJSONErrorCodes.UnknownMember,
  RESTJSONErrorCodes.UnknownUser,
  RESTJSONErrorCodes.UnknownGuild,
];

/** The message to edit, or the channel it was in, is no more. */
export const messageGone: readonly number[] = [RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel];

/** The answer to an interaction cannot be given any more: too late. */
export const answerTooLate: readonly number[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
];

/** Somebody else has answered: another copy of this program got the same event. */
export const alreadyAnswered: readonly number[] = [RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged];

const closedDoors: readonly number[] = [
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

const nobody: readonly number[] = [RESTJSONErrorCodes.UnknownUser, RESTJSONErrorCodes.InvalidRecipients];

/** Discord's JSON error codes, https://docs.discord.com/developers/topics/opcodes-and-status-codes#json. */
export function isAnyOf(error: unknown, codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}

/** True where there was no answer because the connection broke, which says nothing about the request. */
export function isConnectionLost(error: unknown): boolean {
  // As fetch tells it.
  return error instanceof TypeError && error.cause !== undefined;
}

/** True where a server that speaks Discord's protocol does not have the endpoint at all. */
export function isUnknownRoute(error: unknown): boolean {
  if (error instanceof HTTPError) return error.status === 501;
  return error instanceof DiscordAPIError && [404, 405].includes(error.status) && !Number(error.code);
}

/** The person's account is no more. */
export function isNobody(error: unknown): boolean {
  return isAnyOf(error, nobody);
}

export function isUndeliverable(error: unknown): boolean {
  return isAnyOf(error, [...closedDoors, ...nobody]);
}

/** Why a direct message can reach nobody, as a sentence. `whose` is "Bob's". */
export function undeliverableReason(error: unknown, whose: string): string {
  if (isNobody(error)) return `${whose} account is not on Discord any more`;
  return `${whose} direct messages are closed on Discord`;
}

const OPENING_TOO_FAST_SECONDS = 60;

/** For whatever is not a verdict of Discord's on the request itself: limits, outages, lost connections. */
export function retryLaterFor(error: unknown): Error {
  if (error instanceof RateLimitError) return new RetryLater("Discord asked to wait", error.retryAfter / 1000);
  if (isAnyOf(error, [RESTJSONErrorCodes.OpeningDirectMessagesTooFast])) {
    return new RetryLater("Discord opens no more direct messages for now", OPENING_TOO_FAST_SECONDS);
  }
  if (error instanceof DiscordAPIError && error.status < 500 && error.status !== 401 && error.status !== 429)
    return error;
  return new RetryLater("Discord could not be reached");
}

/** What may be logged of a failure: discord.js's errors carry addresses with tokens in them, and message text. */
export function failureFacts(error: unknown): object {
  if (error instanceof DiscordAPIError) return { failure: error.name, code: error.code, status: error.status };
  if (error instanceof Error) return { failure: error.name, code: "code" in error ? error.code : undefined };
  return { failure: typeof error };
}
