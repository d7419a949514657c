import type { RespondArguments } from "@slack/bolt";
import { refusal } from "../../commands/explain.ts";
import type { Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { openDirect, postDirect } from "./direct.ts";
import { BlocksRefused, exhibit } from "./exhibits.ts";
import type { Exhibits, Picture } from "./exhibits.ts";
import { illustrate } from "./illustrate.ts";
import { limits } from "./limits.ts";
import { escapeText, label, truncate } from "./plain.ts";
import { renderingFor } from "./office.ts";
import type { Office } from "./office.ts";
import type { Place } from "./place.ts";
import { exhibitWords, renderFiles, renderPicture } from "./render-exhibits.ts";
import { renderMessage } from "./render.ts";
import type { Rendered } from "./render.ts";
import type { Rendering } from "./rendering.ts";

/** How long posting to a response_url may take. */
const respondWithinMs = 5_000;

/**
 * A response_url takes five messages: two tries to show all at once, the words, this one more, and what became of the
 * picture (docs.slack.dev/interactivity/handling-user-interaction).
 */
const oneMoreTryMs = [3_000];

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
  /** When the words have to be on their way, whatever goes with them; by performance.now(). */
  readonly wordsBy?: number;
}

/** Answers at the place, else in the person's direct messages, so that no answer is lost. */
export async function say(office: Office, saying: Saying): Promise<void> {
  const { userId, reply } = saying;
  const exhibits = exhibit(office, userId, reply);
  const rendering = await renderingFor(office, userId, reply);
  if (await post(office, saying, { rendering, exhibits })) return;

  const channel = await openDirect(office.client, userId);
  await illustrate({
    message: reply,
    log: office.log,
    exhibits,
    show: (shown) => postDirect(office.client, { channel, ...renderMessage(reply, { ...rendering, ...shown }) }),
    follow: (shown) => postDirect(office.client, { channel, ...exhibitsOf(reply, shown) }),
  });
}

/** Answers at the place only. False when the place takes no answer any more. */
export async function sayThere(office: Office, saying: Saying): Promise<boolean> {
  const exhibits = exhibit(office, saying.userId, saying.reply);
  return post(office, saying, { rendering: await renderingFor(office, saying.userId, saying.reply), exhibits });
}

interface Ready {
  readonly rendering: Rendering;
  readonly exhibits: Promise<Exhibits>;
}

async function post(office: Office, saying: Saying, { rendering, exhibits }: Ready): Promise<boolean> {
  const { place, reply, replace, wordsBy } = saying;
  if (!place.respond || place.respond.until * 1_000 <= office.now().getTime()) return false;

  const { url } = place.respond;
  const replaces = replace ?? mayReplace(reply, place);
  try {
    return await illustrate({
      message: reply,
      log: office.log,
      wordsBy,
      exhibits,
      followAfterMs: oneMoreTryMs,
      show: (shown) => respond(url, responseOf(reply, renderMessage(reply, { ...rendering, ...shown }), replaces)),
      // Beside the words: what stands there now may be another answer already.
      follow: async (shown, wasTaken) => {
        if (wasTaken) await respond(url, responseOf(reply, exhibitsOf(reply, shown), false));
      },
      refused: () => sendApart(office, saying, exhibits),
    });
  } catch {
    return false;
  }
}

function mayReplace({ replaces, replacesCard }: Reply, { isReplaceable, channel }: Place): boolean {
  return (replaces === true && isReplaceable === true) || (replacesCard === true && channel?.isDirect === true);
}

/** What goes with a message, by itself. */
function exhibitsOf(reply: Reply, exhibits: Exhibits): Rendered {
  const title = label(reply.chart?.title ?? reply.title, limits.headerText);
  const text = truncate([title, ...exhibitWords(reply, exhibits)].join("\n"), limits.messageText);
  const blocks = [...renderPicture(reply, exhibits.picture), ...renderFiles(exhibits.files)];
  return { text: escapeText(text), blocks };
}

async function respond(url: string, body: RespondArguments): Promise<boolean> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(respondWithinMs),
  });
  const said = await response.text();
  const isRefused = !response.ok || isRefusal(said);
  if (isRefused && said.includes("invalid_blocks")) throw new BlocksRefused();
  return !isRefused;
}

/** A refusal may come with any status: {"ok":false,"error":"invalid_blocks"}. */
function isRefusal(said: string): boolean {
  return /^\s*\{\s*"ok"\s*:\s*false/u.test(said);
}

/** A picture that may not be shown where only one person sees it, in that person's direct messages instead. */
async function sendApart(office: Office, { userId, reply }: Saying, exhibits: Promise<Exhibits>): Promise<Picture> {
  const { picture } = await exhibits;
  try {
    const channel = await openDirect(office.client, userId);
    await postDirect(office.client, { channel, ...exhibitsOf(reply, picture ? { picture } : {}) });
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
    tone: "warning",
    title: "That did not work. It is our fault, not yours.",
    lines: ["Try again in a minute."],
    footer: `reference ${label(reference, 40)}`,
    code: "internal_error",
  };
}
