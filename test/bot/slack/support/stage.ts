import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalSlack } from "../../../../playground/slack/server.ts";
import type { LocalSlack, LocalSlackOptions, SlackPerson } from "../../../../playground/slack/contract.ts";
import type { ChannelNews } from "../../../../src/bot/channel-news.ts";
import type { FrontDesk } from "../../../../src/bot/front-desk.ts";
import { createSlack } from "../../../../src/bot/slack/app.ts";
import type { SlackPlatform } from "../../../../src/bot/slack/app.ts";
import { appScopes, botEvents, botScopes, slashCommand } from "../../../../src/bot/slack/manifest.ts";
import type { Reply } from "../../../../src/commands/reply.ts";
import type { Call } from "../../../../src/notifications/message.ts";

export const channel = "C0GENERAL";
/** The bot is in it. */
export const opsChannel = "C0GPUOPS";

const options: LocalSlackOptions = {
  team: { id: "T0VISION", name: "Vision", domain: "vision" },
  people: [
    { id: "U0ALICE", name: "alice", realName: "Alice Moreau", email: "alice@example.com", tz: "Europe/Berlin" },
    { id: "U0BOB", name: "bob", realName: "Bob Ekman", email: "bob@example.com", tz: "America/New_York" },
    { id: "U0GONE", name: "gone", realName: "Gone", email: "gone@example.com", tz: "UTC", deactivated: true },
  ],
  channels: [
    { id: channel, name: "general", members: ["U0ALICE", "U0BOB"] },
    { id: opsChannel, name: "gpu-ops", members: ["U0ALICE", "U0BOB", "U0QM"] },
    { id: "C0CLOSED", name: "closed", isPrivate: true, members: ["U0ALICE"] },
  ],
  app: {
    id: "A0QM",
    name: "Quartermaster",
    botUserId: "U0QM",
    commands: [{ command: slashCommand, description: "Quartermaster", shouldEscape: true }],
    botScopes: botScopes.map(({ scope }) => scope),
    appScopes: appScopes.map(({ scope }) => scope),
    events: botEvents,
  },
};

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly facts: Record<string, unknown>;
  readonly event: string;
}

/** A front desk that remembers its calls by number and does what the test says. */
export function deskOf(says: Partial<FrontDesk>): FrontDesk {
  const calls: Call[] = [];
  return {
    plan: (asked) => ({
      kind: "run",
      call: asked.via === "text" ? { command: asked.text, input: {} } : asked.call,
      visibleTo: "asker",
    }),
    dispatch: () => Promise.resolve({ kind: "reply", reply: plainReply("done") }),
    buildForm: () => Promise.reject(new Error("no form")),
    suggest: () => Promise.resolve([]),
    encodeCall: (_reader, call) => Promise.resolve(`c${calls.push(call) - 1}`),
    decodeCall: (_reader, encoded) => Promise.resolve(calls[Number(encoded.slice(1))]),
    home: () => Promise.resolve(plainReply("Welcome")),
    ...says,
  };
}

export function plainReply(title: string, rest: Partial<Reply> = {}): Reply {
  return { tone: "neutral", title, ...rest };
}

export interface Stage {
  readonly slack: LocalSlack;
  readonly bot: SlackPlatform;
  readonly alice: SlackPerson;
  readonly bob: SlackPerson;
  readonly log: readonly LogLine[];
  /** What it told of channels. */
  readonly news: readonly ChannelNews[];
  /** Where signed requests go, in HTTP mode. */
  readonly url: string;
  close(): Promise<void>;
}

/** The real adapter connected to a local Slack. */
export async function setStage(desk: FrontDesk, mode: "socket" | "http" = "socket"): Promise<Stage> {
  const slack = await startLocalSlack(options);
  const log: LogLine[] = [];
  const news: ChannelNews[] = [];
  const write = (level: LogLine["level"]) => (facts: object, event: string) =>
    void log.push({ level, facts: { ...facts }, event });
  const { botToken, appToken, signingSecret } = slack.credentials;
  const bot = createSlack({
    botToken,
    ...(mode === "socket" ? { appToken } : { signingSecret }),
    apiUrl: slack.apiUrl,
    desk,
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    now: () => new Date(),
    admitWorkspace: () => Promise.resolve(),
    tellChannelNews: async (told) => void news.push(told),
  });
  const server = createServer((request, response) => void bot.handleRequest?.(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  // Safe: the server listens on a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (mode === "http") slack.requestUrl = url;
  await bot.start();

  return {
    slack,
    bot,
    alice: slack.as("U0ALICE"),
    bob: slack.as("U0BOB"),
    log,
    news,
    url,
    async close() {
      await bot.stop();
      server.close();
      server.closeAllConnections();
      await slack.close();
    },
  };
}
