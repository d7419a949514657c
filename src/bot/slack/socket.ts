import { setTimeout as sleep } from "node:timers/promises";
import { AuthorizationError, SocketModeReceiver } from "@slack/bolt";
import type { App, Logger, Receiver } from "@slack/bolt";
import { ZodError } from "zod";
import type { Log } from "../../commands/app.ts";
import { tokenRefusalOf } from "./failures.ts";
import { fieldsOf } from "./payloads.ts";
import { deliveryProperty } from "./receive.ts";
import { within } from "./within.ts";

interface Options {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly log: Log;
}

export interface Socket extends Receiver {
  isConnected(): boolean;
}

/** How long to wait before the first, second, … attempt to connect again; the last for every further one. */
const waitsMs = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

const stopWithinMs = 2_000;

/**
 * Socket Mode. The library's own reconnecting waits five seconds, though Slack refreshes connections all day, and ends
 * the process when Slack refuses; so it is off, and done here.
 */
export function createSocket({ appToken, apiUrl, logger, log }: Options): Socket {
  const clientOptions = { logger, retryConfig: { retries: 0 }, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) };
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
    customPropertiesExtractor: ({ envelope_id: envelopeId }) => ({ [deliveryProperty]: envelopeId }),
    processEventErrorHandler: ({ error }) => Promise.resolve(isRefused(error, log)),
  });
  const { client } = receiver;
  surviveUnreadable(client, log);
  const state = { isConnected: false, isConnecting: false, isStopped: false };

  async function reconnect(attempt: number): Promise<void> {
    await sleep(waitsMs[Math.min(attempt, waitsMs.length - 1)]);
    if (state.isStopped) return;
    try {
      await connect();
    } catch (error) {
      logUnconnected(log, { attempt, error });
      await reconnect(attempt + 1);
    }
  }

  async function connect(): Promise<void> {
    state.isConnecting = true;
    try {
      await receiver.start();
    } finally {
      state.isConnecting = false;
    }
  }

  client.on("connected", () => {
    state.isConnected = true;
  });
  client.on("disconnected", () => {
    const wasConnected = state.isConnected;
    state.isConnected = false;
    // An attempt that fails says so to whoever made it.
    if (wasConnected && !state.isConnecting) void reconnect(0);
  });

  return {
    init: (app: App) => receiver.init(app),
    start: connect,
    async stop() {
      state.isStopped = true;
      await within(client.disconnect(), stopWithinMs);
    },
    isConnected: () => state.isConnected,
  };
}

function logUnconnected(log: Log, { attempt, error }: { readonly attempt: number; readonly error: unknown }): void {
  const refusal = tokenRefusalOf(error);
  if (refusal === undefined) log.warn({ attempt }, "slack socket not connected");
  else log.error({ attempt, refusal }, "slack refuses SLACK_APP_TOKEN: set a new one");
}

/** The library's reader trips over envelopes that lack what it looks at, and its rejection would end the process. */
function surviveUnreadable(client: SocketModeReceiver["client"], log: Log): void {
  const readers = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (...frame: readonly unknown[]) => {
    for (const read of readers) {
      Promise.resolve(Reflect.apply(read, client, frame)).catch(() => {
        log.warn({ reason: "unreadable envelope" }, "slack request refused");
      });
    }
  });
}

/** Unacknowledged, what is refused would come again, to be refused again. */
function isRefused(error: Error, log: Log): boolean {
  if (error instanceof ZodError)
    log.warn({ reason: "unreadable payload", ...fieldsOf(error) }, "slack request refused");
  else if (error instanceof AuthorizationError) log.warn({ reason: "unknown workspace" }, "slack request refused");
  else return false;
  return true;
}
