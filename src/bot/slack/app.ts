import type { IncomingMessage, ServerResponse } from "node:http";
import { App, AuthorizationError } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import type { WebClientOptions } from "@slack/web-api";
import { ZodError } from "zod";
import type { Log } from "../../commands/app.ts";
import type { TellChannelNews } from "../channel-news.ts";
import type { FrontDesk } from "../front-desk.ts";
import type { Platform } from "../platform.ts";
import { createBoltLog } from "./bolt-log.ts";
import { listenToChannels } from "./channel-events.ts";
import { createDirectory } from "./identity.ts";
import { botScopes } from "./manifest.ts";
import { createMessenger } from "./messenger.ts";
import type { Office, Workspace } from "./office.ts";
import { probeChannel } from "./probe.ts";
import { createRecent } from "./recent.ts";
import { listen } from "./receive.ts";
import { createSignedRequests } from "./signed-requests.ts";
import type { SignedRequests } from "./signed-requests.ts";
import { createSocket } from "./socket.ts";
import { startingWith } from "./start-failures.ts";
import { createUnderWay } from "./under-way.ts";
import { WatchedWebClient } from "./web-client.ts";

interface SlackOptions {
  readonly botToken: string;
  /** Set: Socket Mode. */
  readonly appToken?: string;
  /** Needed for signed HTTP requests, which are taken when there is no app token. */
  readonly signingSecret?: string;
  /** Ends in "/api/"; Slack's own when absent. */
  readonly apiUrl?: string;
  /** Milliseconds between two messages to one channel; Slack's one second when absent. */
  readonly messageIntervalMs?: number;
  readonly desk: FrontDesk;
  readonly log: Log;
  now(): Date;
  /** Called at start with the workspace that the token is for. */
  admitWorkspace(workspace: { platform: "slack" } & Workspace): Promise<void>;
  /** Told of channels that the bot comes to, is sent away from, and the like. */
  readonly tellChannelNews?: TellChannelNews;
}

export interface SlackPlatform extends Platform {
  readonly name: "slack";
  /** Answers POST /slack/events. Absent in Socket Mode. The body must not have been read. */
  readonly handleRequest?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const callTimeoutMs = 10_000;
/** Longer than anybody delivers a request again. */
const rememberRequestsMs = 10 * 60_000;
/** Shorter than a person takes to give the same command again. */
const echoMs = 100;

/** Connects to one Slack workspace. Throws when neither an app token nor a signing secret is given. */
export function createSlack(options: SlackOptions): SlackPlatform {
  const now = (): number => options.now().getTime();
  const client = new WatchedWebClient(options.botToken, clientOptions(options), options.log);
  let office: Office | undefined;
  const people = createDirectory({ client, now, teamId: () => office?.workspace.externalId });
  const directory = { ...people, probe: (channelId: string) => probeChannel(client, channelId) };
  const underWay = createUnderWay();
  let botId: Identity | undefined;

  const startedOffice = (): Office => {
    if (!office) throw new Error("Slack is not started");
    return office;
  };
  const workspaceId = (): string => startedOffice().workspace.externalId;
  const receiver = createReceiver(options, () => office?.workspace.externalId);
  const app = new App({
    receiver,
    clientOptions: clientOptions(options),
    logger: createBoltLog(options.log),
    convoStore: false,
    authorize: async ({ teamId }) => {
      if (teamId !== undefined && teamId !== workspaceId()) throw new Error("unknown workspace");
      return { botToken: options.botToken, ...botId };
    },
  });
  app.error((error) => reportAndRethrow(options.log, error));
  const [taken, echoes] = [createRecent(rememberRequestsMs, now), createRecent(echoMs, now)];
  listen(app, { office: startedOffice, taken, echoes, track: underWay.track });
  const tell = options.tellChannelNews ?? (() => Promise.resolve());
  listenToChannels(app, { office: startedOffice, self: () => botId?.botUserId, tell, track: underWay.track });

  return {
    name: "slack",
    messenger: createMessenger({ ...options, client, directory, workspaceId }),
    ...("handle" in receiver && { handleRequest: receiver.handle }),
    isReady: () =>
      office !== undefined && !client.isRefused && ("isConnected" in receiver ? receiver.isConnected() : true),
    async start() {
      const { workspace, identity } = await identify(options).catch(startingWith("SLACK_BOT_TOKEN"));
      await options.admitWorkspace({ platform: "slack", ...workspace });
      office = { desk: options.desk, client, directory, workspace, log: options.log, now: options.now };
      botId = identity;
      await app.start().catch(startingWith("SLACK_APP_TOKEN"));
      options.log.info({ teamId: workspace.externalId }, "slack connected");
    },
    async stop() {
      await app.stop();
      await underWay.settled();
    },
  };
}

/** Each call is tried once: triggers do not wait, and a message sent twice is seen twice. */
function clientOptions({ apiUrl, log }: SlackOptions): WebClientOptions {
  return {
    logger: createBoltLog(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callTimeoutMs,
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
  };
}

function createReceiver(
  options: SlackOptions,
  teamId: () => string | undefined,
): SignedRequests | ReturnType<typeof createSocket> {
  const { appToken, signingSecret, apiUrl, log } = options;
  if (appToken !== undefined) return createSocket({ appToken, apiUrl, log, logger: createBoltLog(log) });
  if (signingSecret === undefined) throw new Error("Slack needs an app token or a signing secret");

  return createSignedRequests({ signingSecret, log, teamId, now: () => options.now().getTime() });
}

interface Identity {
  readonly botUserId?: string;
  readonly botId?: string;
}

/** Asks who the token belongs to; patient, since a start need not fail for a moment's outage. */
async function identify(options: SlackOptions): Promise<{ workspace: Workspace; identity: Identity }> {
  const patient = new WebClient(options.botToken, {
    ...clientOptions(options),
    retryConfig: { retries: 4, minTimeout: 250, factor: 2 },
    rejectRateLimitedCalls: false,
  });
  const answer = await patient.auth.test();
  const { team_id: teamId, team, user_id: botUserId, bot_id: botId } = answer;
  warnOfScopes(options.log, answer.response_metadata?.scopes);
  if (teamId === undefined) throw new Error("Slack did not say which workspace the bot token is for");

  return {
    workspace: { externalId: teamId, name: team ?? teamId },
    identity: { ...(botUserId !== undefined && { botUserId }), ...(botId !== undefined && { botId }) },
  };
}

/** Slack tells a token's scopes in a header; who does not tell is taken to have granted them. */
function warnOfScopes(log: Log, scopes: readonly string[] | undefined): void {
  if (scopes === undefined) return;
  const missing = botScopes.map(({ scope }) => scope).filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    log.warn({ missing }, "SLACK_BOT_TOKEN lacks scopes: install the app again with manifest.yml");
}

/** What cannot be read and who is not known, the receivers refuse and log; the rest is logged here, once. */
function reportAndRethrow(log: Log, error: Error & { original?: Error }): Promise<never> {
  if (error instanceof AuthorizationError) return Promise.reject(error);

  const cause = error.original ?? error;
  if (!(cause instanceof ZodError)) log.warn({ err: cause }, "slack request failed");
  return Promise.reject(cause);
}
