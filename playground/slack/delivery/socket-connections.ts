import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import { textOf } from "../../shared/frame.ts";
import type { Workspace } from "../workspace.ts";

/** docs.slack.dev/apis/events-api/using-socket-mode: up to ten connections an app. */
const connectionLimit = 10;
const ticketLifeMs = 30_000;
const pingEveryMs = 10_000;

type Frame = Readonly<Record<string, unknown>>;

/** The WebSockets that an app has open. */
interface SocketConnections {
  /** An address that opens once; good for half a minute. */
  makeAddress(): string;
  /** The one whose turn it is. */
  next(): WebSocket | undefined;
  all(): readonly WebSocket[];
  send(socket: WebSocket, title: string, frame: Frame): void;
  close(): Promise<void>;
}

/** Tickets are what `apps.connections.open` gives out in an address. */
function createTickets(workspace: Workspace) {
  const issued = new Map<string, number>();
  return {
    issue(): string {
      const ticket = randomUUID();
      issued.set(ticket, workspace.now());
      return ticket;
    },
    isGood(request: IncomingMessage): boolean {
      const ticket = new URL(request.url ?? "", "ws://localhost").searchParams.get("ticket") ?? "";
      const issuedAt = issued.get(ticket);
      issued.delete(ticket);
      return issuedAt !== undefined && workspace.now() - issuedAt <= ticketLifeMs;
    },
  };
}

/** Waits a moment for the other side's goodbye: Bolt logs an error for a connection that just breaks. */
async function hangUp(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const impatience = setTimeout(() => socket.terminate(), 250);
  socket.once("close", () => {
    clearTimeout(impatience);
    resolve(undefined);
  });
  socket.close(1_001);
  await promise;
}

function helloTo(appId: string, connections: number): Frame {
  return {
    type: "hello",
    num_connections: connections,
    debug_info: { host: "applink-local", build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

/** Accepts WebSockets on the server's upgrades, and gives every frame that comes in to `receive`. */
export function createSocketConnections(
  workspace: Workspace,
  options: { readonly server: Server; readonly log: ExchangeLog; readonly receive: (text: string) => void },
): SocketConnections {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = createTickets(workspace);
  let open: readonly WebSocket[] = [];

  function send(socket: WebSocket, title: string, frame: Frame): void {
    options.log.record({ direction: "to-bot", transport: "websocket", title, body: frame });
    socket.send(JSON.stringify(frame));
  }

  function greet(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    if (open.length >= connectionLimit) {
      send(socket, "disconnect", { type: "disconnect", reason: "too_many_websockets" });
      return socket.close();
    }

    open = [...open, socket];
    const pings = setInterval(() => socket.ping(), pingEveryMs);
    socket.on("message", (data) => options.receive(textOf(data)));
    socket.on("close", () => {
      clearInterval(pings);
      open = open.filter((other) => other !== socket);
    });
    send(socket, "hello", helloTo(workspace.options.app.id, open.length));
  }

  options.server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (!tickets.isGood(request)) return void stream.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    sockets.handleUpgrade(request, stream, head, greet);
  });

  return {
    makeAddress: () =>
      `${workspace.baseUrl.replace(/^http/, "ws")}/link/?ticket=${tickets.issue()}&app_id=${workspace.options.app.id}`,
    next() {
      const [first, ...others] = open.filter((socket) => socket.readyState === socket.OPEN);
      if (first !== undefined) open = [...others, first];
      return first;
    },
    all: () => open,
    send,
    async close() {
      await Promise.all(open.map(hangUp));
      sockets.close();
    },
  };
}
