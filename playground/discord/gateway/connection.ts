import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import * as z from "zod";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import { textOf } from "../../shared/frame.ts";
import { loseSession, openSession, resumeSession, sendEvent } from "./hub.ts";
import type { Hub, Pipe, Session } from "./hub.ts";
import { guildData, identify, readyData, refusedIdentify, resume } from "./identify.ts";
import { memberChunk, requestMembers } from "./members.ts";
import type { Packing } from "./packing.ts";

/** Documented: 120 frames in 60 seconds; 4096 bytes each. */
const FRAMES = 120;
const FRAMES_MILLISECONDS = 60_000;
const FRAME_BYTES = 4096;

export interface ConnectionOptions {
  readonly hub: Hub;
  readonly token: string;
  readonly url: string;
  readonly exchanges: ExchangeLog;
  /** While true, heartbeats stay unanswered. */
  readonly isDeaf: () => boolean;
}

const frame = z.object({ op: z.int(), d: z.unknown() });

interface Connection extends ConnectionOptions {
  readonly socket: WebSocket;
  readonly packing: Packing;
  readonly pipe: Pipe;
  session: Session | undefined;
  /** When frames came in lately, milliseconds since 1970. */
  received: readonly number[];
  isBeating: boolean;
}

/** Speaks the gateway protocol with one client, from hello to close. */
export function serveConnection(socket: WebSocket, packing: Packing, options: ConnectionOptions): void {
  const send = (payload: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    record(options.exchanges, "to-bot", payload);
    packing.send(JSON.stringify(payload));
  };
  const pipe: Pipe = { send, close: (code) => (code === undefined ? socket.terminate() : socket.close(code)) };
  const connection: Connection = {
    ...options,
    socket,
    packing,
    pipe,
    session: undefined,
    received: [],
    isBeating: true,
  };
  const interval = options.hub.world.limits.heartbeat;
  const watch = setInterval(() => {
    if (!connection.isBeating) close(connection, GatewayCloseCodes.SessionTimedOut);
    connection.isBeating = false;
  }, interval * 2);
  watch.unref();

  socket.on("message", (raw) => receive(connection, textOf(raw)));
  socket.on("close", (code) => {
    clearInterval(watch);
    const { session } = connection;
    // 1000 and 1001 from the client end the session for good; everything else may be resumed.
    if (session?.pipe === pipe) loseSession(options.hub, session, code !== 1000 && code !== 1001);
  });
  send({ op: GatewayOpcodes.Hello, d: { heartbeat_interval: interval, _trace: [] } });
}

function receive(connection: Connection, text: string): void {
  const now = Date.now();
  connection.received = [...connection.received.filter((at) => now - at < FRAMES_MILLISECONDS), now];
  if (connection.received.length > FRAMES) return close(connection, GatewayCloseCodes.RateLimited);
  const given = Buffer.byteLength(text) > FRAME_BYTES ? undefined : parse(text);
  if (given === undefined) return close(connection, GatewayCloseCodes.DecodeError);

  record(connection.exchanges, "from-bot", given);
  const { session } = connection;
  switch (given.op) {
    case GatewayOpcodes.Heartbeat:
      return beat(connection);
    case GatewayOpcodes.Identify:
    case GatewayOpcodes.Resume:
      if (session !== undefined) return close(connection, GatewayCloseCodes.AlreadyAuthenticated);
      return given.op === GatewayOpcodes.Identify ? begin(connection, given.d) : goOn(connection, given.d);
    default:
      if (session === undefined) return close(connection, GatewayCloseCodes.NotAuthenticated);
      return handle(connection, session, given);
  }
}

function beat(connection: Connection): void {
  connection.isBeating = true;
  if (!connection.isDeaf()) connection.pipe.send({ op: GatewayOpcodes.HeartbeatAck });
}

function begin(connection: Connection, data: unknown): void {
  const { hub, pipe } = connection;
  const given = identify.safeParse(data);
  if (!given.success) return close(connection, GatewayCloseCodes.DecodeError);
  const code = refusedIdentify(hub.world, given.data, connection.token);
  if (code !== undefined) return close(connection, code);

  if (given.data.compress === true) connection.packing.compressPayloads();
  const shard = given.data.shard ?? ([0, 1] as const);
  const session = openSession(hub, given.data.intents, pipe);
  connection.session = session;
  sendEvent(session, "READY", readyData(hub.world, session, { url: connection.url, shard }));
  for (const guild of guildData(hub.world, session, shard)) sendEvent(session, "GUILD_CREATE", guild);
}

function goOn(connection: Connection, data: unknown): void {
  const given = resume.safeParse(data);
  if (!given.success) return close(connection, GatewayCloseCodes.DecodeError);
  const { token, session_id: id, seq: sequence } = given.data;
  if (token.replace(/^Bot /u, "") !== connection.token)
    return close(connection, GatewayCloseCodes.AuthenticationFailed);

  const session = resumeSession(connection.hub, { id, sequence }, connection.pipe);
  connection.session = session;
  if (session === undefined) connection.pipe.send({ op: GatewayOpcodes.InvalidSession, d: false });
  else sendEvent(session, "RESUMED", { _trace: [] });
}

function handle(connection: Connection, session: Session, given: z.output<typeof frame>): void {
  switch (given.op) {
    case GatewayOpcodes.PresenceUpdate:
    case GatewayOpcodes.VoiceStateUpdate:
      return;
    case GatewayOpcodes.RequestGuildMembers: {
      const request = requestMembers.safeParse(given.d);
      const chunk = request.success ? memberChunk(connection.hub.world, session, request.data) : undefined;
      if (chunk === undefined) return close(connection, GatewayCloseCodes.DecodeError);
      return sendEvent(session, "GUILD_MEMBERS_CHUNK", chunk);
    }
    default:
      return close(connection, GatewayCloseCodes.UnknownOpcode);
  }
}

function close(connection: Connection, code: GatewayCloseCodes): void {
  connection.socket.close(code, GatewayCloseCodes[code]);
}

function parse(text: string): z.output<typeof frame> | undefined {
  try {
    return frame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function record(exchanges: ExchangeLog, direction: "from-bot" | "to-bot", payload: unknown): void {
  const title = frameTitle(payload);
  if (title === "Heartbeat" || title === "HeartbeatAck") return;
  exchanges.record({ direction, transport: "websocket", title, body: payload });
}

function frameTitle(payload: unknown): string {
  if (typeof payload !== "object" || payload === null) return "frame";
  if ("t" in payload && typeof payload.t === "string") return payload.t;
  return "op" in payload && typeof payload.op === "number"
    ? (GatewayOpcodes[payload.op] ?? `op ${payload.op}`)
    : "frame";
}
