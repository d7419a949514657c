import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { readBytes, serve, shut, textOf } from "./slack-wire.ts";
import type { Json } from "./slack-wire.ts";

export interface Requested {
  readonly method: string;
  /** Below the version, without the query. */
  readonly path: string;
  readonly body: Json | readonly Json[] | undefined;
}

export interface DirectMessage {
  readonly id: string;
  readonly channelId: string;
  readonly body: Json;
}

export interface BareDiscordOptions {
  /** Follows the origin in the address that is handed out; "" or "/" with versions below, as Discord has it. */
  readonly gatewayPath?: string;
  /** The callback's answer: nothing, or the documented object for with_response. */
  readonly callbackStatus?: 200 | 204;
  /** The server is in an outage when the bot connects. */
  readonly isOut?: boolean;
  /** The gateway never tells of the server. */
  readonly isUntold?: boolean;
  /** Instead of what is answered otherwise; undefined leaves a request to this server. */
  readonly fail?: (call: { readonly method: string; readonly path: string }) => Answer | undefined;
  /** How long looking a member up takes; beyond a second, answers have to be deferred. */
  readonly memberDelayMs?: number;
  /** What GET of the commands answers; undefined: they cannot be read. */
  readonly publishedCommands?: readonly Json[];
}

/** What becomes of a request in several parts: read as documented, or not. */
export type Parts = "taken" | "refused" | "unread" | "failed" | "late" | "unanswered";

/**
 * A Discord that answers the documented minimum: no rate-limit headers, no session limits but the documented, servers
 * unavailable at first, and interactions without anything optional.
 */
export interface BareDiscord {
  /** Without a slash at its end, without a version. */
  readonly apiUrl: string;
  readonly token: string;
  readonly requested: readonly Requested[];
  /** By id; as last edited. */
  readonly messages: ReadonlyMap<string, DirectMessage>;
  parts: Parts;
  /** Names of the files that came with a message, by what it was sent to. */
  readonly files: readonly { readonly path: string; readonly names: readonly string[] }[];
  /** What was answered to an interaction: callback first, then edits and follow-ups. */
  answersTo(interactionId: string): readonly Json[];
  dispatch(event: string, data: Json): void;
  /** Closes the connection with a code of the gateway's. */
  disconnect(code: number): void;
  /** Refuses the token from now on. */
  revoke(): void;
  close(): Promise<void>;
}

export const bareGuild = { id: "900000000000000001", name: "Bare Server" };
export const bareApplication = "800000000000000001";
const bareBot = "800000000000000002";

interface World {
  readonly token: string;
  isRevoked: boolean;
  gatewayUrl: string;
  readonly options: BareDiscordOptions;
  parts: Parts;
  readonly files: { readonly path: string; readonly names: readonly string[] }[];
  readonly requested: Requested[];
  readonly messages: Map<string, DirectMessage>;
  readonly answers: Map<string, Json[]>;
  /** Interaction ids by token. */
  readonly tokens: Map<string, string>;
}

let lastId = 0;
export function snowflake(): string {
  lastId += 1;
  return String(1_000_000_000_000_000_000n + BigInt(lastId));
}

export async function startBareDiscord(options: BareDiscordOptions = {}): Promise<BareDiscord> {
  const world: World = {
    token: "bare",
    isRevoked: false,
    gatewayUrl: "",
    options,
    parts: "taken",
    files: [],
    requested: [],
    messages: new Map(),
    answers: new Map(),
    tokens: new Map(),
  };
  const { server, origin } = await serve((request, response) => void answer(world, request, response));
  world.gatewayUrl = `ws://${origin}${options.gatewayPath ?? ""}`;
  const gateway = new WebSocketServer({ server });
  let sequence = 0;
  let current: WebSocket | undefined;
  const dispatch = (t: string, d: Json) => {
    sequence += 1;
    current?.send(JSON.stringify({ op: 0, s: sequence, t, d }));
  };

  gateway.on("connection", (socket) => {
    current = socket;
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
    socket.on("message", (data) => {
      const { op, d } = JSON.parse(textOf(data)) as { op: number; d: Json };
      if (op === 1) return socket.send(JSON.stringify({ op: 11 }));
      // No session is ever resumed here.
      if (op === 6) return socket.send(JSON.stringify({ op: 9, d: false }));
      if (op !== 2) return undefined;
      if (world.isRevoked || d["token"] !== world.token) return socket.close(4004, "Authentication failed.");
      dispatch("READY", readyOf(world));
      if (options.isUntold) return undefined;
      dispatch("GUILD_CREATE", options.isOut ? { id: bareGuild.id, unavailable: true } : wholeGuild(bareGuild));
    });
  });

  return {
    apiUrl: `http://${origin}/api`,
    token: world.token,
    requested: world.requested,
    messages: world.messages,
    files: world.files,
    get parts() {
      return world.parts;
    },
    set parts(parts) {
      world.parts = parts;
    },
    answersTo: (interactionId) => world.answers.get(interactionId) ?? [],
    dispatch(event, data) {
      world.tokens.set(String(data["token"]), String(data["id"]));
      dispatch(event, data);
    },
    disconnect: (code) => current?.close(code),
    revoke: () => {
      world.isRevoked = true;
    },
    async close() {
      for (const socket of gateway.clients) socket.terminate();
      await shut(server);
    },
  };
}

/** Those of the guild's fields that are not documented as optional and that anything could be read of. */
export function wholeGuild(guild: { id: string; name: string }): Json {
  return { ...guild, ...emptyGuild };
}

const emptyGuild: Json = {
  owner_id: "700000000000000001",
  roles: [],
  emojis: [],
  features: [],
  channels: [],
  threads: [],
  members: [],
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
  member_count: 3,
  large: false,
  joined_at: "2026-11-01T00:00:00.000000+00:00",
};

function readyOf({ gatewayUrl }: World): Json {
  return {
    v: 10,
    user: { id: bareBot, username: "qm", discriminator: "0", global_name: null, avatar: null, bot: true },
    guilds: [{ id: bareGuild.id, unavailable: true }],
    session_id: "bare-session",
    resume_gateway_url: gatewayUrl,
    application: { id: bareApplication, flags: 0 },
  };
}

export type Answer = { readonly status: number; readonly body?: unknown };
type Handler = (world: World, parts: readonly string[], body: Json) => Answer;

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBytes(request);
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const method = request.method ?? "";
  const type = request.headers["content-type"] ?? "";
  if (isInParts(type) && (await isLost(world.parts, response))) return;
  const body = isInParts(type) ? await partsOf(world, { path, bytes, type }) : jsonOf(bytes);
  world.requested.push({ method, path: path.replace("/api/v10", ""), body });
  if (path.includes("/members/")) await sleep(world.options.memberDelayMs ?? 0);
  const { status, body: answered } = answerOf(world, {
    method,
    path,
    body,
    authorization: request.headers.authorization,
  });
  finish(response, status, answered);
}

function finish(response: ServerResponse, status: number, answered: unknown): void {
  response.writeHead(status, answered === undefined ? {} : { "content-type": "application/json" });
  response.end(answered === undefined ? undefined : JSON.stringify(answered));
}

function isInParts(type: string): boolean {
  return type.startsWith("multipart/form-data");
}

function jsonOf(bytes: Buffer): Json | undefined {
  return bytes.byteLength === 0 ? undefined : (JSON.parse(bytes.toString("utf8")) as Json);
}

async function isLost(parts: Parts, response: ServerResponse): Promise<boolean> {
  if (parts === "late") await sleep(5000);
  if (parts === "unanswered") await sleep(60_000, undefined, { ref: false });
  if (parts !== "refused" && parts !== "failed") return false;
  response.writeHead(parts === "refused" ? 415 : 500, { "content-type": "application/json" });
  response.end(JSON.stringify({ message: "no such thing", code: 0 }));
  return true;
}

/** As documented under "Uploading Files": payload_json, and a part "files[n]" for each attachment of id n. */
async function partsOf(
  { parts, files }: World,
  { path, bytes, type }: { readonly path: string; readonly bytes: Buffer; readonly type: string },
): Promise<Json> {
  if (parts === "unread") return {};
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const given = form.get("payload_json");
  const payload = JSON.parse(typeof given === "string" ? given : "") as Json;
  const attachments = (payload["attachments"] ?? []) as readonly Json[];
  const names = attachments.map(({ id, filename }) => {
    const file = form.get(`files[${String(id)}]`);
    if (!(file instanceof File) || file.name !== filename || file.size === 0) throw new Error(`no file ${String(id)}`);
    return file.name;
  });
  files.push({ path, names });
  return payload;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Json | undefined;
  readonly authorization: string | undefined;
}

function answerOf(world: World, { method, path, body, authorization }: Call): Answer {
  const isByToken = /\/(?:callback|messages\/@original)$|^\/api\/v10\/webhooks\//u.test(path);
  if (!isByToken && (world.isRevoked || authorization !== `Bot ${world.token}`)) return unauthorized;
  const failure = world.options.fail?.({ method, path });
  if (failure) return failure;
  for (const [pattern, handler] of routes) {
    const found = new RegExp(`^${pattern.replaceAll("*", "([^/]+)")}$`, "u").exec(`${method} ${path}`);
    if (found) return handler(world, found.slice(1), body ?? {});
  }
  return { status: 404, body: { message: "404: Not Found", code: 0 } };
}

const unauthorized: Answer = { status: 401, body: { message: "401: Unauthorized", code: 0 } };
const api = "/api/v10";

const routes: readonly (readonly [pattern: string, handler: Handler])[] = [
  [
    `GET ${api}/gateway/bot`,
    ({ gatewayUrl }) => ({
      status: 200,
      body: {
        url: gatewayUrl,
        shards: 1,
        session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
      },
    }),
  ],
  [
    `GET ${api}/applications/*/commands`,
    ({ options: { publishedCommands } }) =>
      publishedCommands
        ? { status: 200, body: publishedCommands }
        : { status: 405, body: { message: "405: Method Not Allowed", code: 0 } },
  ],
  [`PUT ${api}/applications/*/commands`, () => ({ status: 200, body: [] })],
  [
    `POST ${api}/users/@me/channels`,
    (_world, _parts, { recipient_id: id }) => ({ status: 200, body: { id: `6${String(id).slice(1)}`, type: 1 } }),
  ],
  [
    `POST ${api}/channels/*/messages`,
    ({ messages }, [channelId = ""], body) => {
      const id = snowflake();
      messages.set(id, { id, channelId, body });
      return { status: 200, body: messageOf(id, channelId, body) };
    },
  ],
  [
    `PATCH ${api}/channels/*/messages/*`,
    ({ messages }, [channelId = "", id = ""], body) => {
      if (!messages.has(id)) return { status: 404, body: { message: "Unknown Message", code: 10_008 } };
      messages.set(id, { id, channelId, body });
      return { status: 200, body: messageOf(id, channelId, body) };
    },
  ],
  [
    `GET ${api}/guilds/*/members/*`,
    (_world, [, id = ""]) => ({
      status: 200,
      body: {
        user: { id, username: names[id] ?? "someone" },
        roles: [],
        joined_at: "2026-11-01T00:00:00+00:00",
        flags: 0,
      },
    }),
  ],
  [
    `POST ${api}/interactions/*/*/callback`,
    ({ answers, options }, [id = "", token = ""], body) => {
      answers.set(id, [...(answers.get(id) ?? []), body]);
      if ((options.callbackStatus ?? 204) === 204) return { status: 204 };
      return { status: 200, body: { interaction: { id, type: 2, interaction_token: token } } };
    },
  ],
  [`PATCH ${api}/webhooks/*/*/messages/*`, follow],
  [`POST ${api}/webhooks/*/*`, follow],
];

export const names: Record<string, string> = {};

function follow({ answers, tokens }: World, [, token = ""]: readonly string[], body: Json): Answer {
  const id = tokens.get(token) ?? "";
  answers.set(id, [...(answers.get(id) ?? []), { type: "later", data: body }]);
  return { status: 200, body: messageOf(snowflake(), "500000000000000001", body) };
}

/** A message with what is documented as always there, and empty. */
export function messageOf(id: string, channelId: string, { content, embeds, components }: Json): Json {
  return {
    id,
    channel_id: channelId,
    author: { id: bareBot, username: "qm", discriminator: "0", global_name: null, avatar: null, bot: true },
    content: content ?? "",
    timestamp: "2026-11-21T00:00:00.000000+00:00",
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: embeds ?? [],
    components: components ?? [],
    pinned: false,
    type: 0,
  };
}
