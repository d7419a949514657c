import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import type { Logger } from "pino";
import type { LocalDiscord } from "../../playground/discord/contract.ts";
import type { PersonSeed, TimeLimits } from "../../playground/discord/options.ts";
import { startLocalDiscord } from "../../playground/discord/server.ts";
import type { LocalSlack, SlackPersonSeed } from "../../playground/slack/contract.ts";
import { startLocalSlack } from "../../playground/slack/server.ts";
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
} from "../../playground/world.ts";
import { appScopes, botEvents, botScopes, slashCommand } from "../../src/bot/slack/manifest.ts";
import type { Config } from "../../src/config.ts";
import { startQuartermaster } from "../../src/main.ts";
import type { Database } from "../../src/storage/database.ts";
import type { Actor } from "./chat.ts";
import { discordActor } from "./chat-discord.ts";
import { slackActor } from "./chat-slack.ts";
import { openTestDatabase } from "./database.ts";
import type { TestDatabase } from "./database.ts";

export type Name = "alice" | "bob" | "chen" | "dana" | "erik" | "farah";

/** The real bot between a local Slack and a local Discord, on a database of its own. */
export interface Scene {
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  readonly db: Database;
  /** Where the bot serves its API. */
  readonly url: string;
  /** Where quartermaster.yml is, where there is one. */
  readonly configurationPath: string;
  on(platform: "slack" | "discord", name: Name): Actor;
  close(): Promise<void>;
}

export interface SceneOptions {
  /** Requests signed over HTTP instead of Socket Mode. */
  readonly signedRequests?: boolean;
  readonly claimCode?: string;
  readonly smtpUrl?: string;
  /** What stands in quartermaster.yml; without it the program's own configuration holds. */
  readonly configuration?: string;
  /** People on Slack besides those of the world. */
  readonly moreOnSlack?: readonly SlackPersonSeed[];
  /** Messages to one conversation as far apart as the platforms want them; else nobody waits for a turn. */
  readonly isPaced?: boolean;
  readonly log?: Logger;
}

const UNPACED = { messagesPerFiveSeconds: 1_000_000, requestsPerSecond: 1_000_000 };

export const CLAIM_CODE = "TEST-CLAIM-CODE";

/** Starts both servers and the bot; nobody is registered yet, and Slack's workspace has founded the tenant. */
export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const [database, slack, discord] = await Promise.all([
    openTestDatabase(),
    localSlack(options.moreOnSlack),
    localDiscord([], options.isPaced ? {} : UNPACED),
  ]);
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-scene-"));
  if (options.configuration !== undefined) writeFileSync(configurationIn(folder), options.configuration);
  const log = options.log ?? pino({ level: process.env["QM_TEST_LOG"] ?? "silent" });
  const bot = await startQuartermaster(configOf({ database, slack, discord, folder, options }), log);
  if (options.signedRequests) slack.requestUrl = `${bot.url}/slack/events`;

  return {
    slack,
    discord,
    db: database.db,
    url: bot.url,
    configurationPath: configurationIn(folder),
    on: (platform, name) => (platform === "slack" ? onSlack(slack, name) : onDiscord(discord, name)),
    async close() {
      await bot.stop();
      await Promise.all([slack.close(), discord.close()]);
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A scene in which Alice is Super Admin and owner of Vision Lab on both platforms, and the two are connected. */
export async function startVisionLab(options: SceneOptions = {}): Promise<Scene> {
  const scene = await startScene(options);
  await foundVisionLab(scene);
  return scene;
}

/** Makes Alice Super Admin and owner of Vision Lab on both platforms, and connects the two. */
export async function foundVisionLab(scene: Pick<Scene, "on">): Promise<void> {
  const alice = scene.on("slack", "alice");
  await alice.type(`register claim:${CLAIM_CODE}`);
  await alice.type('org create "Vision Lab"');
  const { text } = await alice.type("workspace code");
  await scene.on("discord", "alice").type(`workspace join code:${codeIn(text)}`);
  await link(scene, "alice");
}

/** Links a person's Discord account to their Slack one, as they would: a code from here, typed there. */
export async function link(scene: Pick<Scene, "on">, name: Name): Promise<void> {
  const { text } = await scene.on("slack", name).type("link code");
  const done = await scene.on("discord", name).type(`link accept code:${codeIn(text)}`);
  if (!/now belongs to/u.test(done.text)) throw new Error(`not linked: ${done.text}`);
}

/** The one-time code in a text. */
export function codeIn(text: string): string {
  const [code] = /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/u.exec(text) ?? [];
  if (!code) throw new Error(`no code in: ${text}`);
  return code;
}

export function localSlack(more: readonly SlackPersonSeed[] = []): Promise<LocalSlack> {
  return startLocalSlack({
    team: slackTeam,
    people: [...slackPeople, ...more],
    channels: slackChannels,
    app: {
      id: slackAppId,
      name: "Quartermaster",
      botUserId: slackBotUserId,
      commands: [{ command: slashCommand, description: "Quartermaster", shouldEscape: true }],
      botScopes: botScopes.map(({ scope }) => scope),
      appScopes: appScopes.map(({ scope }) => scope),
      events: botEvents,
    },
    rateLimits: "off",
  });
}

export function localDiscord(
  more: readonly PersonSeed[] = [],
  limits: Partial<TimeLimits> = {},
): Promise<LocalDiscord> {
  return startLocalDiscord({
    guild: discordGuild,
    channels: discordChannels,
    people: [...discordPeople, ...more],
    application: discordApplication,
    limits,
  });
}

interface Parts {
  readonly database: TestDatabase;
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  readonly folder: string;
  readonly options: SceneOptions;
}

function configOf({ database, slack, discord, folder, options }: Parts): Config {
  const { botToken, appToken, signingSecret } = slack.credentials;
  return {
    slack: {
      botToken,
      transport: options.signedRequests ? { kind: "http", signingSecret } : { kind: "socket", appToken },
      apiUrl: slack.apiUrl,
      ...(!options.isPaced && { messageIntervalMs: 0 }),
    },
    discord: { token: discord.token, apiUrl: discord.apiUrl },
    databaseUrl: urlOf(database),
    dataDirectory: folder,
    ...(options.configuration !== undefined && {
      configurationFile: { path: configurationIn(folder), isRequired: true },
    }),
    host: "127.0.0.1",
    port: 0,
    claimCode: options.claimCode ?? CLAIM_CODE,
    ...(options.smtpUrl && { mail: { url: options.smtpUrl, from: "quartermaster@example.com" } }),
    logLevel: "silent",
  };
}

function configurationIn(folder: string): string {
  return path.join(folder, "quartermaster.yml");
}

/** node-postgres takes a socket's folder as the query parameter "host". */
export function urlOf({ address }: Pick<TestDatabase, "address">): string {
  const { user = "", password, host = "localhost", port, database = "" } = address;
  const secret = typeof password === "string" ? `:${encodeURIComponent(password)}` : "";
  const isSocket = host.startsWith("/");
  const at = isSocket ? "localhost" : host;
  const query = isSocket ? `?host=${encodeURIComponent(host)}` : "";
  return `postgresql://${encodeURIComponent(user)}${secret}@${at}${port ? `:${port}` : ""}/${database}${query}`;
}

export function onSlack(slack: LocalSlack, name: Name): Actor {
  const userId = human(name).slackId;
  const channelId = slackChannels[0]?.id;
  if (!userId || !channelId) throw new Error(`${name} is not on Slack`);
  return slackActor(slack, { userId, name, channelId });
}

export function onDiscord(discord: LocalDiscord, name: Name): Actor {
  const userId = human(name).discordId;
  const channelId = discordChannels[0]?.id;
  if (!userId || !channelId) throw new Error(`${name} is not on Discord`);
  const mentions = Object.fromEntries(worldPeople.flatMap(({ id, discordId }) => (discordId ? [[id, discordId]] : [])));
  return discordActor(discord, { userId, name, channelId, mentions });
}

function human(name: Name) {
  const found = worldPeople.find(({ id }) => id === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}
