import { createHmac, randomUUID } from "node:crypto";
import autocannon from "autocannon";

export interface Target {
  readonly url: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
}

export interface Load {
  readonly text: string;
  readonly connections: number;
  /** Either a time … */
  readonly seconds?: number;
  /** … or a number of requests. */
  readonly amount?: number;
  /** Requests a second in all; absent: as many as it takes. */
  readonly rate?: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

/** Sends slash commands as Slack signs them, each a request of its own: none is a replay of another. */
export async function sendCommands(target: Target, load: Load): Promise<Measured> {
  const result = await autocannon({
    url: target.url,
    connections: load.connections,
    ...(load.seconds !== undefined && { duration: load.seconds }),
    ...(load.amount !== undefined && { amount: load.amount }),
    ...(load.rate !== undefined && { overallRate: load.rate }),
    requests: [
      {
        method: "POST",
        path: "/slack/events",
        setupRequest: (request) => ({ ...request, ...signed(target, load.text) }),
      },
    ],
  });
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

function signed({ signingSecret, teamId, userId, channelId }: Target, text: string) {
  const body = new URLSearchParams({
    token: "unused",
    team_id: teamId,
    channel_id: channelId,
    user_id: userId,
    user_name: "alice",
    command: "/qm",
    text,
    api_app_id: "A0QMAPP001",
    response_url: "http://127.0.0.1:9/unused",
    trigger_id: randomUUID(),
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
  return { body, headers };
}
