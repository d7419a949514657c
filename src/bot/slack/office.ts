import type { WebClient } from "@slack/web-api";
import type { Log } from "../../commands/app.ts";
import type { Asked, AskedIn, Directory, Invocation } from "../../commands/invocation.ts";
import type { Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import type { Reader } from "../../commands/call-id.ts";
import type { FrontDesk } from "../front-desk.ts";
import { encodeCalls, tellsTime } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";
import { renderMessage } from "./render.ts";
import type { Rendered } from "./render.ts";
import { within } from "./within.ts";

export interface Workspace {
  readonly externalId: string;
  readonly name: string;
}

/** What every kind of request is answered with. */
export interface Office {
  readonly desk: FrontDesk;
  readonly client: WebClient;
  readonly directory: Directory;
  readonly workspace: Workspace;
  readonly log: Log;
  now(): Date;
}

/** Somebody asking, before it is known what. */
export interface Asker {
  readonly userId: string;
  readonly handle: string;
  readonly requestId: string;
  /** Where; absent on the home tab. */
  readonly channel?: AskedIn;
}

/** Interactions name people by `username`, some payloads by `name`. */
export function askerOf(
  user: { readonly id: string; readonly username?: string | undefined; readonly name?: string | undefined },
  requestId: string,
): Asker {
  return { userId: user.id, handle: user.username ?? user.name ?? user.id, requestId };
}

export function invocationOf(office: Office, asker: Asker, asked: Asked): Invocation {
  return {
    platform: "slack",
    workspace: office.workspace,
    user: { externalId: asker.userId, handle: asker.handle, displayName: asker.handle },
    requestId: asker.requestId,
    asked,
    ...(asker.channel && { channel: asker.channel }),
    directory: office.directory,
  };
}

export function readerOf(office: Office, userId: string): Reader {
  return { platform: "slack", userExternalId: userId, workspaceExternalId: office.workspace.externalId };
}

/** For the words; pictures and files come by themselves. */
export async function renderingFor(office: Office, userId: string, message: Reply): Promise<Rendering> {
  const [encode, timeZone] = await Promise.all([
    encodeCalls(message, (call) => encodeOrLeaveOut(office, userId, call)),
    tellsTime(message) ? zoneOf(office, userId) : "UTC",
  ]);
  return { encode, timeZone, now: office.now() };
}

export async function renderReply(office: Office, userId: string, reply: Reply): Promise<Rendered> {
  return renderMessage(reply, await renderingFor(office, userId, reply));
}

/** An answer without one of its buttons is better than none. */
async function encodeOrLeaveOut(office: Office, userId: string, call: Call): Promise<string | undefined> {
  try {
    const encoded = await within(office.desk.encodeCall(readerOf(office, userId), call), 1_000);
    if (encoded.done) return encoded.value;
    office.log.warn({ command: call.command }, "slack button left out");
  } catch (error) {
    office.log.warn({ command: call.command, err: error }, "slack button left out");
  }
  return undefined;
}

/** An answer does not wait long for its times to be in the reader's zone. */
async function zoneOf(office: Office, userId: string): Promise<string> {
  const asked = office.directory.profile(userId).catch(() => undefined);
  const profile = await within(asked, 400);
  return (profile.done && profile.value?.timeZone) || "UTC";
}
