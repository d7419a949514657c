import { randomInt } from "node:crypto";
import { pino } from "pino";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import { databasePart } from "./api/health.ts";
import { createMetrics } from "./api/metrics.ts";
import { startServer } from "./api/server.ts";
import { createDiscord } from "./bot/discord/client.ts";
import { openGate } from "./bot/gate.ts";
import type { GateOptions } from "./bot/gate.ts";
import { observed } from "./bot/observed.ts";
import { createSlack } from "./bot/slack/app.ts";
import { slackManifest } from "./bot/slack/manifest.ts";
import { createFrontDesk } from "./commands/front-desk.ts";
import { discordCommands, usageHint } from "./commands/outline.ts";
import { registry } from "./commands/registry.ts";
import { ConfigError, readConfig } from "./config.ts";
import type { Config, SlackConfig } from "./config.ts";
import type { World } from "./domain/context.ts";
import { createMailMessenger } from "./notifications/mail.ts";
import { startSchedule } from "./notifications/schedule.ts";
import { tasksOf } from "./notifications/tasks.ts";
import { startWorker } from "./notifications/worker.ts";
import { openStorage } from "./storage/open.ts";

const DEFAULT_PORT = 3000;
const PLAYGROUND_PAGE_PORT = 3001;
/** No 0, O, 1, I, L or U: codes are read aloud and typed by hand. Eight letters are 39 bits. */
const CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 8;

/** The running program. */
export interface Quartermaster {
  /** Where the bot serves health, metrics and Slack's signed requests. */
  readonly url: string;
  /** Where the local Slack and Discord are shown, when no real platform was named. */
  readonly pageUrl?: string;
  /** Ends what was started, last first; requests under way are answered before. */
  stop(): Promise<void>;
}

type Started = { stop(): Promise<unknown> }[];

/** Starts everything that the configuration asks for; resolves when people can be served. */
export async function startQuartermaster(config: Config, log: Logger): Promise<Quartermaster> {
  const started: Started = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    return { ...(await startParts(config, log, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(config: Config, log: Logger, started: Started): Promise<Omit<Quartermaster, "stop">> {
  const storage = await naming("DATABASE_URL", "names a database that cannot be used", () => openStorage(config));
  started.push({ stop: storage.close });
  const { db, queue } = storage;
  const world = (): World => ({ db, now: new Date(), newId: () => uuidv7(), newCode });
  const playground = config.slack || config.discord ? undefined : await openPlayground(config);
  if (playground) started.push({ stop: playground.close });

  const metrics = createMetrics(db);
  const app = { db, log, registry, clock: () => new Date(), newId: () => uuidv7(), newCode };
  const desk = observed(createFrontDesk(app), metrics.observeCommand);
  const admitWorkspace = openGate({ world, log, claim: claimOf(config), announceClaimCode });
  const parts = { desk, log, now: () => new Date(), admitWorkspace };
  const slackConfig = config.slack ?? playground?.slack;
  const slack = slackConfig && createSlack({ ...slackOptions(slackConfig), ...parts });
  const discordConfig = config.discord ?? playground?.discord;
  const discord = discordConfig && createDiscord({ ...discordConfig, ...parts, commands: discordCommands(registry) });
  const platforms = [slack, discord].filter((platform) => platform !== undefined);

  const health = [databasePart(db), ...platforms.map(({ name, isReady }) => ({ name, isReady }))];
  const { host, port = DEFAULT_PORT } = config;
  const serve = (at: number) =>
    startServer({ host, port: at, log, metrics, parts: health, slack: slack?.handleRequest });
  const server = await naming("QM_PORT", `${port} cannot be listened on`, () =>
    config.port === undefined && playground ? onFreePort(port, serve) : serve(port),
  );
  started.push({ stop: server.close });
  // One after the other: on a fresh installation the first founds the tenant.
  for (const platform of platforms) {
    const token = platform.name === "slack" ? "SLACK_BOT_TOKEN" : "DISCORD_TOKEN";
    await naming(token, "could not be used to connect", () => platform.start());
    started.push(platform);
  }
  const messengers = {
    ...(slack && { slack: slack.messenger }),
    ...(discord && { discord: discord.messenger }),
    email: createMailMessenger(config.mail),
  };
  started.push(await startWorker(queue, { db, world, messengers, log }));
  started.push(await startSchedule(queue, tasksOf({ db, world }), log));
  await playground?.seed();
  return { url: server.url, ...(playground && { pageUrl: playground.pageUrl }) };
}

function slackOptions({ botToken, transport, apiUrl }: SlackConfig) {
  const { kind, ...secrets } = transport;
  return { botToken, ...secrets, ...(apiUrl && { apiUrl }) };
}

/** Without tokens: a local Slack and a local Discord, and how to reach them. */
async function openPlayground({ dataDirectory }: Config) {
  // Loaded only here: a real installation needs none of it.
  const { startPlayground } = await import("../playground/start.ts");
  const { seed } = await import("../playground/seed.ts");
  const slackApp = slackManifest({
    usageHint: usageHint(registry),
    commandDescription: "People, roles and limits of the installation",
  });
  const playground = await onFreePort(PLAYGROUND_PAGE_PORT, (port) =>
    startPlayground({
      dataDir: dataDirectory,
      port,
      slack: {
        botScopes: slackApp.oauth_config.scopes.bot,
        events: slackApp.settings.event_subscriptions.bot_events,
        commands: slackApp.features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
          command,
          description,
          usageHint: usage_hint,
          shouldEscape: should_escape,
        })),
      },
    }),
  );
  const { credentials, apiUrl } = playground.slack;
  return {
    slack: { botToken: credentials.botToken, transport: { kind: "socket", appToken: credentials.appToken }, apiUrl },
    discord: { token: playground.discord.token, apiUrl: playground.discord.apiUrl },
    pageUrl: playground.pageUrl,
    seed: () => (playground.isRestored ? Promise.resolve() : seed(playground)),
    close: playground.close,
  } as const;
}

/** The port that people will remember or, when another program has it, any. */
async function onFreePort<Result>(preferred: number, listen: (port: number) => Promise<Result>): Promise<Result> {
  return listen(preferred).catch((error: unknown) => {
    if (codeOf(error) === "EADDRINUSE") return listen(0);
    throw error;
  });
}

/** Says which setting to mend when a part does not start. */
async function naming<Result>(variable: string, hint: string, work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    const reason = codeOf(error) ?? (error instanceof Error ? error.message : "unknown failure");
    throw new ConfigError(variable, `${hint} (${reason})`, { cause: error });
  });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Whoever can open the playground's page owns it; elsewhere the first person must show that they can read our log. */
function claimOf({ slack, discord, claimCode }: Config): GateOptions["claim"] {
  if (!slack && !discord) return { kind: "none" };
  return claimCode ? { kind: "preset", code: claimCode } : { kind: "made" };
}

function announceClaimCode(code: string): void {
  say(`Claim code: ${code}   Nobody is registered yet. Whoever types "register claim:${code}" becomes Super Admin.`);
}

function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
  return `${letters.slice(0, CODE_LENGTH / 2).join("")}-${letters.slice(CODE_LENGTH / 2).join("")}`;
}

/** For whoever watches the terminal, beside the log. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel });
  const quartermaster = await startQuartermaster(config, log);
  const { url, pageUrl } = quartermaster;
  say(pageUrl ? `Quartermaster is ready. Open ${pageUrl} to try it.` : `Quartermaster is ready and listens on ${url}.`);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await quartermaster.stop();
}

if (process.argv[1] === import.meta.filename) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      const line = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`${line}\n`);
      process.exit(1);
    },
  );
}
