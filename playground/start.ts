import { join } from "node:path";
import { startLocalDiscord } from "./discord/server.ts";
import type { LocalDiscord } from "./discord/contract.ts";
import type { LocalDiscordOptions } from "./discord/options.ts";
import { readEverything } from "./page/read-everything.ts";
import { createReadMarkers } from "./page/read-markers.ts";
import { startPage } from "./page/server.ts";
import { keepSnapshot, readSnapshot } from "./page/snapshot.ts";
import { startLocalSlack } from "./slack/server.ts";
import type { LocalSlack, SlackCommandSeed } from "./slack/contract.ts";
import {
  discordApplication,
  discordChannels,
  discordGuild,
  discordPeople,
  slackAppId,
  slackBotUserId,
  slackChannels,
  slackPeople,
  slackTeam,
  worldPeople,
} from "./world.ts";

export interface PlaygroundOptions {
  /** Where `playground.json` keeps the conversations; made when missing. */
  readonly dataDir: string;
  /** The page's port; 0, the default, takes a free one. */
  readonly port?: number;
  /** What the Slack app's manifest grants and subscribes to. */
  readonly slack: {
    readonly botScopes: readonly string[];
    readonly events: readonly string[];
    readonly commands: readonly SlackCommandSeed[];
  };
  /** The privileged intents and guild permissions that the Discord application was given. */
  readonly discord?: {
    readonly privilegedIntents?: number;
    readonly permissions?: string;
  };
}

export interface Playground {
  /** What a newcomer opens: `http://127.0.0.1:<port>/`. */
  readonly pageUrl: string;
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  /** Whether the conversations of an earlier run were found. */
  readonly isRestored: boolean;
  /** Takes away every unread badge, so that what happens from now on stands out. */
  readEverything(): void;
  /** Stops the three servers and writes the conversations down. */
  close(): Promise<void>;
}

/** Starts a local Slack, a local Discord and the page on them, all on 127.0.0.1. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const path = join(options.dataDir, "playground.json");
  const earlier = await readSnapshot(path);
  const markers = createReadMarkers(earlier?.read);
  const [slack, discord] = await Promise.all([
    startLocalSlack(slackOptions(options, earlier?.slack)),
    startLocalDiscord(discordOptions(options, earlier?.discord)),
  ]);
  const keeper = keepSnapshot(path, () => ({
    version: 1,
    slack: slack.snapshot(),
    discord: discord.snapshot(),
    read: markers.snapshot(),
  }));
  const stopListening = [
    slack.onChange(keeper.changed),
    discord.onChange(keeper.changed),
    markers.onChange(keeper.changed),
  ];
  const world = { slack, discord, markers, people: worldPeople };
  const page = await startPage({ port: options.port ?? 0, ...world }).catch(async (error: unknown) => {
    // A taken port is tried again with another one; what runs already must not stay behind.
    for (const stop of stopListening) stop();
    await Promise.all([slack.close(), discord.close()]);
    throw error;
  });

  return {
    pageUrl: page.url,
    slack,
    discord,
    isRestored: earlier !== undefined,
    readEverything: () => readEverything(world),
    close: async () => {
      await page.close();
      for (const stop of stopListening) stop();
      await keeper.close();
      await Promise.all([slack.close(), discord.close()]);
    },
  };
}

function slackOptions(
  options: PlaygroundOptions,
  snapshot: Parameters<typeof startLocalSlack>[0]["snapshot"],
): Parameters<typeof startLocalSlack>[0] {
  return {
    team: slackTeam,
    people: slackPeople,
    channels: slackChannels,
    app: {
      id: slackAppId,
      name: "Quartermaster",
      botUserId: slackBotUserId,
      appScopes: ["connections:write"],
      ...options.slack,
    },
    ...(snapshot !== undefined && { snapshot }),
  };
}

function discordOptions(options: PlaygroundOptions, snapshot: LocalDiscordOptions["snapshot"]): LocalDiscordOptions {
  const { permissions, privilegedIntents } = options.discord ?? {};
  return {
    guild: discordGuild,
    channels: discordChannels,
    people: discordPeople,
    application: { ...discordApplication, ...(permissions !== undefined && { permissions }) },
    ...(privilegedIntents !== undefined && { privilegedIntents }),
    ...(snapshot !== undefined && { snapshot }),
  };
}
