import { RateLimitError } from "discord.js";
import { RESTJSONErrorCodes } from "discord-api-types/v10";
import { z } from "zod";
import { answerTooLate, isAnyOf, isUndeliverable, messageGone } from "./failures.ts";
import type { RenderedMessage } from "./render.ts";

/** How long Discord may take to take files; the words go without them then. */
const FILES_WITHIN_MS = 4000;

/** How a message is put where it belongs; both resolve to Discord's answer, a message. */
export interface Ways {
  send(body: RenderedMessage, signal?: AbortSignal): Promise<unknown>;
  edit(messageId: string, body: RenderedMessage): Promise<unknown>;
}

export interface Versions {
  readonly whole: RenderedMessage;
  /** The same without its files, which says so. Absent: there are none. */
  readonly words?: RenderedMessage;
  /** Told when the files are not taken. */
  report?(error: unknown): void;
}

/** Sends a message with its files; without them where they are not taken, for words are better than nothing. */
export async function sendWhole({ whole, words, report }: Versions, ways: Ways): Promise<unknown> {
  if (!whole.files || !words) return ways.send(whole);

  let answer: unknown;
  try {
    answer = await ways.send(whole, AbortSignal.timeout(FILES_WITHIN_MS));
  } catch (error) {
    if (isAboutMore(error)) throw error;
    report?.(error);
    return ways.send(words);
  }
  const unread = unreadIn(answer);
  if (unread !== undefined) await ways.edit(unread, words);
  return answer;
}

/** Without files it would be the same; but a channel may forbid files alone. */
function isAboutMore(error: unknown): boolean {
  if (isAnyOf(error, [RESTJSONErrorCodes.MissingPermissions])) return false;
  return (
    error instanceof RateLimitError || isUndeliverable(error) || isAnyOf(error, [...messageGone, ...answerTooLate])
  );
}

const emptyShape = z.object({ id: z.string(), content: z.literal("") });

/** The message, where a server took the request but read none of it, since it came in several parts. */
function unreadIn(answer: unknown): string | undefined {
  return emptyShape.safeParse(answer).data?.id;
}
