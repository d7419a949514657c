import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import type { ChatPostMessageArguments, ChatPostMessageResponse } from "@slack/web-api";
import { onTestFinished } from "vitest";
import type { LocalSlack, LocalSlackOptions, SlackAppSeed } from "../../../playground/slack/contract.ts";
import { startLocalSlack } from "../../../playground/slack/server.ts";

export const alice = "U0ALICE00";
export const bob = "U0BOB0000";
export const chen = "U0CHEN000";
export const gone = "U0GONE000";
export const bot = "U0QMBOT00";
export const general = "C0GENERAL";
export const secret = "C0SECRET0";
export const random = "C0RANDOM0";
export const archived = "C0OLD0000";

const person = (id: string, name: string, realName: string) => ({
  id,
  name,
  realName,
  email: `${name}@example.com`,
  tz: "Europe/Berlin",
});

const app: SlackAppSeed = {
  id: "A0QM00000",
  name: "Quartermaster",
  botUserId: bot,
  commands: [
    { command: "/qm", description: "Quartermaster", shouldEscape: true },
    { command: "/plain", description: "Without escaping", shouldEscape: false },
  ],
  botScopes: [
    "chat:write",
    "commands",
    "im:write",
    "im:read",
    "im:history",
    "users:read",
    "users:read.email",
    "channels:read",
    "channels:history",
    "channels:join",
    "files:write",
    "files:read",
    "reactions:write",
    "pins:write",
    "team:read",
  ],
  appScopes: ["connections:write"],
  events: ["app_home_opened", "message.im", "member_joined_channel"],
};

type Change = Partial<Omit<LocalSlackOptions, "app">> & { readonly app?: Partial<SlackAppSeed> };

/** A small workspace that stops with the test. */
export async function openSlack(change: Change = {}): Promise<LocalSlack> {
  const slack = await startLocalSlack({
    team: { id: "T0NORTH00", name: "Northwind Lab", domain: "northwind" },
    people: [
      person(alice, "alice", "Alice Moreau"),
      person(bob, "bob", "Bob Ekman"),
      person(chen, "chen", "Chen Li"),
      { ...person(gone, "gone", "Gone Away"), deactivated: true },
    ],
    channels: [
      { id: general, name: "general", members: [alice, bob, chen, bot] },
      { id: random, name: "random", members: [alice, bob] },
      { id: secret, name: "secret", isPrivate: true, members: [alice] },
      { id: archived, name: "old", isArchived: true, members: [alice, bot] },
    ],
    ...change,
    app: { ...app, ...change.app },
  });
  onTestFinished(() => slack.close());
  return slack;
}

export function clientOf(slack: LocalSlack, token = slack.credentials.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

export function post(slack: LocalSlack, message: ChatPostMessageArguments): Promise<ChatPostMessageResponse> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not the browser's.
  return clientOf(slack).chat.postMessage(message);
}

/** The `data` of the refusal that a call met. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error && "data" in error) return { ...(error.data as object) };
  throw new Error(`not refused by Slack: ${String(error)}`);
}

/** A real Bolt app in Socket Mode, listening once this resolves. */
export async function bolt(slack: LocalSlack, prepare: (app: App) => void): Promise<App> {
  const running = new App({
    token: slack.credentials.botToken,
    appToken: slack.credentials.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  prepare(running);
  await running.start();
  onTestFinished(async () => {
    await running.stop();
  });
  return running;
}

/** A real Bolt app behind signed HTTP, listening once this resolves. */
export async function boltOverHttp(slack: LocalSlack, prepare: (app: App) => void): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret: slack.credentials.signingSecret, logLevel: LogLevel.ERROR });
  const running = new App({
    token: slack.credentials.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  prepare(running);
  const server = await receiver.start({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => receiver.stop());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}/slack/events`;
  slack.requestUrl = url;
  return url;
}

export const words = (text: string) => ({ type: "plain_text" as const, text });
export const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });
