import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import type { App } from "../../src/commands/app.ts";
import { dispatch } from "../../src/commands/dispatch.ts";
import type { Asked, ChatProfile, Directory, Invocation } from "../../src/commands/invocation.ts";
import { registry } from "../../src/commands/registry.ts";
import type { Outcome, Reply } from "../../src/commands/reply.ts";
import type { Call, Text } from "../../src/notifications/message.ts";
import type { Database } from "../../src/storage/database.ts";
import type { Platform } from "../../src/storage/generated/enums.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { newCode, newId, NOON } from "../support/builders.ts";

export interface Logged {
  readonly level: string;
  readonly event: string;
  readonly facts: object;
}

export function anApp(db: Database, { now = NOON }: { now?: Date } = {}): App & { readonly logged: Logged[] } {
  const logged: Logged[] = [];
  const write = (level: string) => (facts: object, event: string) => void logged.push({ level, event, facts });
  return {
    db,
    logged,
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    registry,
    clock: () => now,
    configuration: () => builtInConfiguration(now),
    newId,
    newCode,
  };
}

/** A platform's own people; nobody, unless said otherwise. */
export function aDirectory(profiles: readonly ChatProfile[] = []): Directory {
  return {
    profile: async (externalId) => profiles.find((one) => one.externalId === externalId),
    findByEmail: async (email) => profiles.find((one) => one.confirmedEmail === email),
  };
}

interface Asking {
  readonly platform?: Platform;
  readonly userId?: string;
  readonly requestId?: string;
  readonly directory?: Directory;
  readonly name?: string;
}

export function anInvocation(world: World, asked: Asked, asking: Asking = {}): Invocation {
  const {
    platform = "slack",
    userId = "UNOBODY",
    requestId = newId(),
    directory = aDirectory(),
    name = "Nobody",
  } = asking;
  return {
    platform,
    workspace: { externalId: world.workspaces[platform], name: "Test" },
    user: { externalId: userId, handle: name.toLowerCase(), displayName: name },
    requestId,
    asked,
    directory,
  };
}

/** What somebody gets who types this on Slack. */
export async function typed(world: World, person: Pick<SomePerson, "slackId">, text: string): Promise<Reply> {
  return replyOf(
    await dispatch(anApp(world.db), anInvocation(world, { via: "text", text }, { userId: person.slackId })),
  );
}

/** What somebody gets who presses a button on Slack. */
export async function pressed(world: World, person: Pick<SomePerson, "slackId">, call: Call): Promise<Reply> {
  return replyOf(
    await dispatch(anApp(world.db), anInvocation(world, { via: "button", call }, { userId: person.slackId })),
  );
}

export function replyOf(outcome: Outcome): Reply {
  if (outcome.kind !== "reply") throw new Error(`a reply was expected, not ${JSON.stringify(outcome)}`);
  return outcome.reply;
}

/** A message as somebody would read it. */
export function read(reply: Pick<Reply, "title" | "lines" | "facts">): string {
  const facts = (reply.facts ?? []).map(({ label, value }) => `${label}: ${readText(value)}`);
  return [reply.title, ...(reply.lines ?? []).map(readText), ...facts].join("\n");
}

function readText(text: Text): string {
  if (typeof text === "string") return text;
  return text
    .map((inline) => {
      if (typeof inline === "string") return inline;
      if ("strong" in inline) return inline.strong;
      if ("code" in inline) return inline.code;
      return "time" in inline ? inline.time.toISOString().slice(0, 16).replace("T", " ") : inline.label;
    })
    .join("");
}

export function callNamed(reply: Reply, label: string): Call {
  const found = (reply.actions ?? []).find((action) => action.label === label);
  if (!found || !("call" in found))
    throw new Error(`no button ${label}, only ${(reply.actions ?? []).map((one) => one.label).join(", ")}`);
  return found.call;
}
