import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { RawData, WebSocket } from "ws";

export type Json = Record<string, unknown>;

/** What a request was answered with: the body, parsed where there is one. */
export interface Acknowledged {
  readonly status: number;
  readonly body: Json | undefined;
}

/** How payloads reach the bot. */
export interface Wire {
  deliver(kind: "slash_commands" | "interactive" | "events_api", payload: Json): Promise<Acknowledged>;
  close(): Promise<void>;
}

export async function serve(listener: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, origin: `127.0.0.1:${port}` };
}

/** A frame of text, as ws hands it over. */
export function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Buffer).toString("utf8");
}

export async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export async function read(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString("utf8");
}

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Signed as docs.slack.dev/authentication/verifying-requests-from-slack says. */
export function signedWire(target: { url: string; secret: string }): Wire {
  return {
    async deliver(kind, payload) {
      const body =
        kind === "events_api"
          ? JSON.stringify(payload)
          : kind === "interactive"
            ? new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
            : new URLSearchParams(payload as Record<string, string>).toString();
      const timestamp = String(Math.floor(Date.now() / 1000));
      const digest = createHmac("sha256", target.secret).update(`v0:${timestamp}:${body}`).digest("hex");
      const response = await fetch(target.url, {
        method: "POST",
        headers: {
          "Content-Type": kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
          "X-Slack-Request-Timestamp": timestamp,
          "X-Slack-Signature": `v0=${digest}`,
        },
        body,
        signal: AbortSignal.timeout(3000),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
    },
    close: () => Promise.resolve(),
  };
}

/** Socket Mode with the least that its documentation promises: a bare hello, and envelopes. */
export interface SocketWire extends Wire {
  /** What apps.connections.open answers; good for one connection. */
  address(): string;
  /** Asks the bot to connect anew, as Slack does every few hours. */
  refresh(): void;
  /** Any frame of text. */
  send(frame: string): void;
  readonly connections: number;
}

export async function socketWire(): Promise<SocketWire> {
  const { server, origin } = await serve((_request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ server });
  const waiting = new Map<string, (answer: Acknowledged) => void>();
  let current: WebSocket | undefined;
  let count = 0;

  sockets.on("connection", (socket, request) => {
    const { searchParams } = new URL(request.url ?? "/", "ws://slack.test");
    if (searchParams.get("ticket") === null || searchParams.get("app_id") === null) return socket.close(1008);
    current = socket;
    count += 1;
    socket.send(JSON.stringify({ type: "hello", connection_info: { app_id: "A0BARE" }, num_connections: 1 }));
    socket.on("message", (data) => {
      const { envelope_id: id, payload } = JSON.parse(textOf(data)) as { envelope_id: string; payload?: Json };
      const isEmpty = payload === undefined || Object.keys(payload).length === 0;
      waiting.get(id)?.({ status: 200, body: isEmpty ? undefined : payload });
    });
  });

  let envelopes = 0;
  return {
    address: () => `ws://${origin}/link/?ticket=one-${count}&app_id=A0BARE`,
    refresh: () => current?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" })),
    send: (frame) => current?.send(frame),
    get connections() {
      return count;
    },
    async deliver(kind, payload) {
      envelopes += 1;
      const id = `envelope-${envelopes}`;
      // Only some envelopes say whether an answer is taken; events also say which attempt this is.
      const optional = kind === "events_api" ? { retry_attempt: 0, retry_reason: "" } : {};
      const answered = new Promise<Acknowledged>((resolve, reject) => {
        waiting.set(id, resolve);
        setTimeout(() => reject(new Error(`${kind} was not acknowledged within three seconds`)), 3000).unref();
      });
      current?.send(JSON.stringify({ envelope_id: id, type: kind, payload, ...optional }));
      return answered;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await shut(server);
    },
  };
}
