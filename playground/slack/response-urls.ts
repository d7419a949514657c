import { isObject } from "./blocks/check.ts";
import type { JsonObject } from "./blocks/check.ts";
import { readContent, readMetadata } from "./content.ts";
import type { Inside } from "./inside.ts";
import { findMessage } from "./messages.ts";
import { SlackProblem } from "./problem.ts";
import { edit, say, unsay } from "./say.ts";
import type { Message } from "./workspace.ts";

/** docs.slack.dev/interactivity/handling-user-interaction: five times within thirty minutes. */
const uses = 5;
const lifeMs = 30 * 60 * 1_000;

/** Where a response goes. */
export interface Origin {
  readonly userId: string;
  readonly channelId: string;
  /** The message in which something was pressed; commands have none. */
  readonly messageTs?: string;
}

export interface ResponseUrls {
  issue(origin: Origin): string;
  /** Spends one use. Refusals are `used_url` and `expired_url`; an unknown one is `no_service`. */
  use(secret: string): Origin;
}

export function createResponseUrls(inside: Pick<Inside, "workspace">): ResponseUrls {
  const issued = new Map<string, { readonly origin: Origin; readonly at: number; left: number }>();
  const { workspace } = inside;

  return {
    issue(origin) {
      const secret = workspace.ids.secret(12);
      issued.set(secret, { origin, at: workspace.now(), left: uses });
      return `${workspace.baseUrl}/actions/${workspace.options.team.id}/${secret}`;
    },
    use(secret) {
      const entry = issued.get(secret);
      if (entry === undefined) throw new SlackProblem("no_service");
      if (workspace.now() - entry.at > lifeMs) throw new SlackProblem("expired_url");
      if (entry.left === 0) throw new SlackProblem("used_url");

      entry.left -= 1;
      return entry.origin;
    },
  };
}

function requireOriginal(inside: Inside, origin: Origin): Message {
  const message = findMessage(inside.workspace, origin.channelId, origin.messageTs ?? "");
  if (message === undefined) throw new SlackProblem("message_not_found");
  return message;
}

function replaceOriginal(inside: Inside, original: Message, body: JsonObject): void {
  const content = readContent(inside.workspace, body);
  const metadata = readMetadata(body["metadata"]) ?? original.metadata;
  edit(inside, original, { ...original, ...content, ...(metadata !== undefined && { metadata }) });
}

function sayNew(inside: Inside, origin: Origin, body: JsonObject): void {
  const metadata = readMetadata(body["metadata"]);
  const threadTs = typeof body["thread_ts"] === "string" ? body["thread_ts"] : undefined;
  say(inside, {
    channel: origin.channelId,
    author: inside.workspace.options.app.botUserId,
    isFromApp: true,
    ...readContent(inside.workspace, body),
    ...(body["response_type"] !== "in_channel" && { ephemeralFor: origin.userId }),
    ...(metadata !== undefined && { metadata }),
    ...(threadTs !== undefined && { threadTs }),
  });
}

/** Does what a response says, whether it came to a response URL or as the body of an acknowledgement.
 * Without an original message, as after a command, `replace_original` has nothing to replace and a new one is posted. */
export function respond(inside: Inside, origin: Origin, given: unknown): void {
  const body = typeof given === "string" ? { text: given } : given;
  if (!isObject(body)) throw new SlackProblem("invalid_payload");
  if (body["delete_original"] === true) return unsay(inside, requireOriginal(inside, origin));

  const replaces = body["replace_original"] === true && origin.messageTs !== undefined;
  if (replaces) return replaceOriginal(inside, requireOriginal(inside, origin), body);
  sayNew(inside, origin, body);
}
