import type { AckFn, RespondArguments } from "@slack/bolt";
import type { Reply } from "../../commands/reply.ts";
import { isIllustrated } from "./exhibits.ts";
import { responseOf, say, stillWorking } from "./answers.ts";
import { limits } from "./limits.ts";
import { createModal } from "./modal.ts";
import { invocationOf, renderReply } from "./office.ts";
import type { Office } from "./office.ts";
import type { CommandPayload } from "./payloads.ts";
import { perform } from "./perform.ts";
import { channelOf } from "./place.ts";
import type { Place } from "./place.ts";
import { within } from "./within.ts";

/** Slack wants an acknowledgement within three seconds; people want a sign within one. */
export const acknowledgeWithinMs = 800;
/** From the request to the sign that it takes longer. */
export const progressAfterMs = 2_000;
/** From the request to the words of an answer whose picture takes longer. */
export const wordsAfterMs = 2_500;

/** A slash command: answered in the acknowledgement when that is in time, else at its response_url. */
export async function takeCommand(
  office: Office,
  payload: CommandPayload,
  { requestId, ack }: { requestId: string; ack: AckFn<RespondArguments> },
): Promise<void> {
  const wordsBy = performance.now() + wordsAfterMs;
  const where = channelOf(payload.channel_id, payload.channel_name);
  const asker = { userId: payload.user_id, handle: payload.user_name ?? payload.user_id, requestId, ...where };
  const place = placeOf(office, payload.response_url, where);
  const work = perform(office, {
    invocation: invocationOf(office, asker, { via: "text", text: payload.text }),
    place,
    modal:
      payload.trigger_id === undefined
        ? undefined
        : createModal(office.client, { kind: "trigger", triggerId: payload.trigger_id }),
  });

  const first = work.then((reply) => firstOf(office, asker.userId, reply));
  const early = await within(first, acknowledgeWithinMs);
  const isAcknowledged = await acknowledge(ack, early.done ? early.value.body : undefined);
  if (early.done && early.value.isWhole && isAcknowledged) return;
  await answerLate(office, { userId: asker.userId, place, work, wordsBy });
}

interface First {
  readonly body?: RespondArguments;
  /** Nothing is left to be said afterwards. */
  readonly isWhole: boolean;
}

/** What the acknowledgement says. Pictures come later: Slack does not wait for them. */
async function firstOf(office: Office, userId: string, reply: Reply | undefined): Promise<First> {
  if (!reply) return { isWhole: true };
  if (isIllustrated(reply)) return { isWhole: false };
  return { isWhole: true, body: await bodyOf(office, userId, reply) };
}

/** False when the connection went away before the answer was through. */
async function acknowledge(ack: AckFn<RespondArguments>, body: RespondArguments | undefined): Promise<boolean> {
  try {
    await (body ? ack(body) : ack());
    return true;
  } catch {
    return false;
  }
}

/** An answer to something that was said, and that its asker may see replaced. */
export function placeOf(office: Office, responseUrl: string | undefined, rest: Omit<Place, "respond"> = {}): Place {
  if (responseUrl === undefined || responseUrl === "") return rest;

  const until = Math.floor(office.now().getTime() / 1_000) + limits.responseUrlSeconds;
  return { ...rest, respond: { url: responseUrl, until } };
}

async function bodyOf(office: Office, userId: string, reply: Reply): Promise<RespondArguments> {
  const { replace_original: _, ...body } = responseOf(reply, await renderReply(office, userId, reply), false);
  return body;
}

interface Late {
  readonly userId: string;
  readonly place: Place;
  readonly work: Promise<Reply | undefined>;
  readonly wordsBy: number;
}

async function answerLate(office: Office, { userId, place, work, wordsBy }: Late): Promise<void> {
  const soon = await within(work, progressAfterMs - acknowledgeWithinMs);
  if (soon.done) return soon.value && say(office, { userId, place, reply: soon.value, wordsBy });

  await say(office, { userId, place, reply: stillWorking });
  const reply = await work;
  if (reply) await say(office, { userId, place, reply, replace: true });
}
