import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import type { GatewayControls } from "../contract.ts";
import { serveConnection } from "./connection.ts";
import { connectedSessions } from "./hub.ts";
import type { Hub } from "./hub.ts";
import { createPacking } from "./packing.ts";

export interface GatewayOptions {
  readonly hub: Hub;
  readonly server: Server;
  readonly token: string;
  readonly url: string;
  readonly exchanges: ExchangeLog;
}

/** Invalid API version, which the gateway tells by a close code. */
const INVALID_VERSION = 4012;

/** Answers WebSocket upgrades on `/gateway` and gives the means to disturb them. */
export function serveGateway(options: GatewayOptions): GatewayControls & { close(): void } {
  const { hub } = options;
  let isDeaf = false;
  const sockets = new WebSocketServer({ server: options.server, perMessageDeflate: false });
  sockets.on("connection", (socket, request) => {
    const { searchParams } = new URL(request.url ?? "/", "ws://127.0.0.1");
    const isUnderstood = searchParams.get("v") === "10" && (searchParams.get("encoding") ?? "json") === "json";
    if (!isUnderstood) {
      socket.close(INVALID_VERSION);
      return;
    }
    const packing = createPacking(socket, searchParams.get("compress"));
    serveConnection(socket, packing, { ...options, isDeaf: () => isDeaf });
  });

  return {
    connections: () => connectedSessions(hub).length,
    drop: (closeCode) => {
      for (const session of connectedSessions(hub)) session.pipe?.close(closeCode);
    },
    reconnect: () => {
      for (const session of connectedSessions(hub)) session.pipe?.send({ op: 7, d: null });
    },
    invalidate: (isResumable) => {
      for (const session of connectedSessions(hub)) {
        session.pipe?.send({ op: 9, d: isResumable });
        if (!isResumable) hub.sessions.delete(session.id);
      }
    },
    ignoreHeartbeats: (isIgnoring) => {
      isDeaf = isIgnoring;
    },
    untilReady: (timeoutMs = 5000) => untilReady(hub, timeoutMs),
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function untilReady(hub: Hub, timeoutMs: number): Promise<void> {
  if (connectedSessions(hub).length > 0) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`No bot was ready within ${timeoutMs} ms`)), timeoutMs);
  hub.readyListeners.add(resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    hub.readyListeners.delete(resolve);
  });
}
