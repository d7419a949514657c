import type { RespondArguments } from "@slack/bolt";
import { refusal } from "../../commands/explain.ts";
import type { Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { openDirect, postDirect } from "./direct.ts";
import { BlocksRefused, withPatience } from "./exhibits.ts";
import type { Picture } from "./exhibits.ts";
import { limits } from "./limits.ts";
import { escapeText, label } from "./plain.ts";
import { renderingFor } from "./office.ts";
import type { Office } from "./office.ts";
import type { Place } from "./place.ts";
import { renderPicture } from "./render-exhibits.ts";
import { renderMessage } from "./render.ts";
import type { Rendered } from "./render.ts";
import type { Rendering } from "./rendering.ts";

/** How long posting to a response_url may take. */
const respondWithinMs = 5_000;

/** A message as Slack takes it in an acknowledgement and at a response_url. */
export function responseOf(reply: Reply, rendered: Rendered, replace: boolean): RespondArguments & { mrkdwn: false } {
  return {
    response_type: reply.visibleTo === "everyone" ? "in_channel" : "ephemeral",
    replace_original: replace,
    text: rendered.text,
    blocks: rendered.blocks,
    mrkdwn: false,
  };
}

interface Saying {
  readonly userId: string;
  readonly place: Place;
  readonly reply: Reply;
  /** Takes the place of what was said there before; unless told otherwise, only where the reply says so. */
  readonly replace?: boolean;
}

/** Answers at the place, else in the person's direct messages, so that no answer is lost. */
export async function say(office: Office, saying: Saying): Promise<void> {
  const { userId, reply } = saying;
  const rendering = await renderingFor(office, userId, reply);
  if (await post(office, saying, rendering)) return;

  const channel = await openDirect(office.client, userId);
  await withPatience(rendering, (shown) => postDirect(office.client, { channel, ...renderMessage(reply, shown) }));
}

/** Answers at the place only. False when the place takes no answer any more. */
export async function sayThere(office: Office, saying: Saying): Promise<boolean> {
  return post(office, saying, await renderingFor(office, saying.userId, saying.reply));
}

async function post(office: Office, saying: Saying, rendering: Rendering): Promise<boolean> {
  const { place, reply, replace } = saying;
  if (!place.respond || place.respond.until * 1_000 <= office.now().getTime()) return false;

  const { url } = place.respond;
  const replaces = replace ?? (reply.replaces === true && place.isReplaceable === true);
  try {
    const send = (shown: Rendering) => respond(url, responseOf(reply, renderMessage(reply, shown), replaces));
    return await withPatience(rendering, send, () => sendApart(office, saying, rendering));
  } catch {
    return false;
  }
}

async function respond(url: string, body: RespondArguments): Promise<boolean> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(respondWithinMs),
  });
  const said = await response.text();
  if (!response.ok && said.includes("invalid_blocks")) throw new BlocksRefused();
  return response.ok;
}

/** A picture that may not be shown where only one person sees it, in that person's direct messages instead. */
async function sendApart(office: Office, { userId, reply }: Saying, { picture }: Rendering): Promise<Picture> {
  try {
    const channel = await openDirect(office.client, userId);
    const text = label(reply.chart?.title ?? reply.title, limits.headerText);
    await postDirect(office.client, { channel, text: escapeText(text), blocks: renderPicture(reply, picture) });
    return { missing: "sent apart" };
  } catch (error) {
    office.log.warn({ err: error }, "slack picture not shown");
    return { missing: "not shown" };
  }
}

export const stillWorking: Reply = { tone: "neutral", title: "Still working on it. The answer will follow here." };

export const staleButton: Reply = refusal({ kind: "stale-call" }, { platform: "slack" });

export function openFormReply(call: Call): Reply {
  return {
    tone: "neutral",
    title: "Slack did not let the form open in time. What you typed is kept.",
    actions: [{ label: "Open form", call: { ...call, form: true }, style: "primary" }],
  };
}

/** Something broke in the adapter itself; the reference is in the log. */
export function apology(reference: string): Reply {
  return {
    tone: "danger",
    title: "That did not work. It is our fault, not yours.",
    lines: ["Try again in a minute."],
    footer: `reference ${label(reference, 40)}`,
    code: "internal_error",
  };
}
