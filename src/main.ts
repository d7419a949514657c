import { flushCompileCache } from "node:module";
import { pino } from "pino";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import { configurationHealth, databasePart } from "./api/health.ts";
import type { ConfigurationHealth } from "./api/health.ts";
import { createMetrics } from "./api/metrics.ts";
import type { Metrics } from "./api/metrics.ts";
import { startServer } from "./api/server.ts";
import { createDiscord } from "./bot/discord/client.ts";
import { openGate } from "./bot/gate.ts";
import type { GateOptions } from "./bot/gate.ts";
import { followChannels } from "./bot/follow-channels.ts";
import { observed } from "./bot/observed.ts";
import { createSlack } from "./bot/slack/app.ts";
import { createFrontDesk } from "./commands/front-desk.ts";
import { discordCommands } from "./commands/outline.ts";
import { registry } from "./commands/registry.ts";
import { ConfigError, readConfig } from "./config.ts";
import type { Config, SlackConfig } from "./config.ts";
import { openConfiguration } from "./domain/configuration/configuration-file.ts";
import type { ConfigurationFile } from "./domain/configuration/configuration-file.ts";
import type { World } from "./domain/context.ts";
import { createReservations } from "./domain/reservations/create-reservations.ts";
import { ingestUsage } from "./domain/usage/ingest.ts";
import { followUsage, followed } from "./notifications/follow-usage.ts";
import { watchConfiguration } from "./notifications/watch-configuration.ts";
import { createMailMessenger } from "./notifications/mail.ts";
import { startPump } from "./notifications/pump.ts";
import { startSchedule } from "./notifications/schedule.ts";
import { tasksOf } from "./notifications/tasks.ts";
import { startWebhooks } from "./notifications/webhooks/sender.ts";
import { startWorker } from "./notifications/worker.ts";
import { newCode } from "./new-code.ts";
import { openPlayground } from "./playground.ts";
import { naming, onFreePort } from "./start-failures.ts";
import type { Database } from "./storage/database.ts";
import { openStorage } from "./storage/open.ts";

const DEFAULT_PORT = 3000;
const REFUSED = "names a configuration that cannot be used";

const now = () => new Date();

/** The running program. */
export interface Quartermaster {
  /** Where the bot serves health, metrics and Slack's signed requests. */
  readonly url: string;
  /** Where the local Slack and Discord are shown, when no real platform was named. */
  readonly pageUrl?: string;
  /** Ends what was started, last first; requests under way are answered before. */
  stop(): Promise<void>;
}

/** Keeps a started part, so that it is stopped at the end, and hands it on. */
type Keep = <Part extends { stop(): Promise<unknown> }>(part: Part) => Part;

/** Starts everything that the configuration asks for; resolves when people can be served. */
export async function startQuartermaster(config: Config, log: Logger): Promise<Quartermaster> {
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = () => stopAll(started.splice(0).toReversed());
  const keep: Keep = (part) => {
    started.push(part);
    return part;
  };
  try {
    return { ...(await startParts(config, log, keep)), stop };
  } catch (error) {
    // Why it did not start is what the operator has to hear.
    await stop().catch((failure: unknown) => log.error({ err: failure }, "stopping failed"));
    throw error;
  }
}

/** What one part fails to end must not keep the others, the database server among them, running. */
async function stopAll(parts: readonly { stop(): Promise<unknown> }[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) await part.stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, "not everything was stopped");
}

async function startParts(config: Config, log: Logger, keep: Keep): Promise<Omit<Quartermaster, "stop">> {
  // Before anything is started: a mistake in it is mended first.
  const file = await naming("QM_CONFIG", REFUSED, () => openConfiguration(config.configurationFile, now));
  const { db, queue } = keep(
    await naming("DATABASE_URL", "names a database that cannot be used", () => openStorage(config)),
  );
  const world = (): World => ({ db, now: now(), configuration: file.current(), newId: () => uuidv7(), newCode });
  keep(await naming("QM_CONFIG", REFUSED, () => watchConfiguration({ file, world, log })));
  const isPlayground = !config.slack && !config.discord;
  const playground = isPlayground ? keep(await openPlayground(config.dataDirectory, registry)) : undefined;
  const configuration = () => configurationHealth(file.current().source);
  const metrics = createMetrics(db, configuration);
  // Whoever can open the playground's page owns it.
  const claim = playground ? ({ kind: "none" } as const) : claimOf(config);
  const { slack, discord } = createPlatforms({ ...config, ...playground }, { world, log, metrics, claim, file });
  const platforms = [slack, discord].filter((platform) => platform !== undefined);

  const reservations = keep(createReservations({ db, world }));
  const follower = keep(followUsage({ world, log, metrics }));
  const api = followed({ world, ingestUsage, reservations }, follower);
  const server = keep(
    await serve(config, { log, metrics, configuration, db, platforms, api, slack: slack?.handleRequest }),
  );
  // One after the other: on a fresh installation the first founds the tenant.
  for (const platform of platforms) {
    const token = platform.name === "slack" ? "SLACK_BOT_TOKEN" : "DISCORD_TOKEN";
    await naming(token, "could not be used to connect", () => platform.start());
    keep(platform);
  }
  const carriers = Object.fromEntries(platforms.map(({ name, messenger }) => [name, messenger]));
  const messengers = { ...carriers, email: createMailMessenger(config.mail) };
  keep(await startWorker(queue, { db, world, messengers, log }));
  keep(startWebhooks({ db, world, log }));
  keep(startPump({ db, world, messengers, log }));
  keep(await startSchedule(queue, tasksOf({ db, world, messengers }), log));
  // Asked of the database: conversations may be lost while it is kept, and the other way round.
  if (playground && (await db.person.count()) === 0) await playground.seed(server.url);
  return { url: server.url, ...(playground && { pageUrl: playground.pageUrl }) };
}

interface Surroundings {
  world(): World;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly claim: GateOptions["claim"];
  readonly file: ConfigurationFile;
}

function createPlatforms({ slack, discord }: Pick<Config, "slack" | "discord">, around: Surroundings) {
  const { world, log, metrics, claim, file } = around;
  const { db } = world();
  const configured = { configuration: () => file.current(), configurationFile: file };
  const app = { db, log, registry, clock: now, ...configured, newId: () => uuidv7(), newCode };
  const desk = observed(createFrontDesk(app), metrics.observeCommand);
  const admitWorkspace = openGate({ world, log, claim, announceClaimCode });
  const parts = { desk, log, now, admitWorkspace, tellChannelNews: followChannels(world) };
  return {
    slack: slack && createSlack({ ...slackOptions(slack), ...parts }),
    discord: discord && createDiscord({ ...discord, ...parts, commands: discordCommands(registry) }),
  };
}

interface Served {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly configuration: () => ConfigurationHealth;
  readonly db: Database;
  readonly platforms: readonly { readonly name: string; isReady(): boolean }[];
  readonly slack: Parameters<typeof startServer>[0]["slack"];
  readonly api: Parameters<typeof startServer>[0]["api"];
}

async function serve({ host, port, slack, discord }: Config, { db, platforms, ...served }: Served) {
  const parts = [databasePart(db), ...platforms.map(({ name, isReady }) => ({ name, isReady }))];
  const listen = async (at: number) => {
    const { url, close } = await startServer({ host, port: at, parts, ...served });
    return { url, stop: close };
  };
  const mayMove = port === undefined && !slack && !discord;
  return naming("QM_PORT", "cannot be listened on", () =>
    mayMove ? onFreePort(DEFAULT_PORT, listen) : listen(port ?? DEFAULT_PORT),
  );
}

function slackOptions({ botToken, transport, ...rest }: SlackConfig) {
  const secret =
    transport.kind === "socket" ? { appToken: transport.appToken } : { signingSecret: transport.signingSecret };
  return { botToken, ...secret, ...rest };
}

/** The first person must show that they can read our log, or know what the operator has set. */
function claimOf({ claimCode }: Config): GateOptions["claim"] {
  return claimCode ? { kind: "preset", code: claimCode } : { kind: "made" };
}

function announceClaimCode(code: string): void {
  say(`Claim code: ${code}   Nobody is registered yet. Whoever types "register claim:${code}" becomes Super Admin.`);
}

/** For whoever watches the terminal, beside the log. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Asked to stop while starting, it starts and then stops, so that nothing is left half made. A second time kills it.
  const stopAsked = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  const quartermaster = await startQuartermaster(config, pino({ level: config.logLevel }));
  const { url, pageUrl } = quartermaster;
  say(pageUrl ? `Quartermaster is ready. Open ${pageUrl} to try it.` : `Quartermaster is ready and listens on ${url}.`);
  // Now, because a process that is killed keeps nothing at its end.
  flushCompileCache();
  await stopAsked;
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
