import type { RespondArguments } from "@slack/bolt";
import { refusal } from "../../commands/explain.ts";
import type { Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { openDirect, postDirect } from "./direct.ts";
import { label } from "./plain.ts";
import { renderReply } from "./office.ts";
import type { Office } from "./office.ts";
import type { Place } from "./place.ts";
import type { Rendered } from "./render.ts";

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
  const rendered = await renderReply(office, saying.userId, saying.reply);
  if (await post(office, saying, rendered)) return;

  const channel = await openDirect(office.client, saying.userId);
  await postDirect(office.client, { channel, ...rendered });
}

/** Answers at the place only. False when the place takes no answer any more. */
export async function sayThere(office: Office, saying: Saying): Promise<boolean> {
  return post(office, saying, await renderReply(office, saying.userId, saying.reply));
}

async function post(office: Office, { place, reply, replace }: Saying, rendered: Rendered): Promise<boolean> {
  if (!place.respond || place.respond.until * 1_000 <= office.now().getTime()) return false;

  const replaces = replace ?? (reply.replaces === true && place.isReplaceable === true);
  const body = JSON.stringify(responseOf(reply, rendered, replaces));
  try {
    const response = await fetch(place.respond.url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      signal: AbortSignal.timeout(respondWithinMs),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
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
