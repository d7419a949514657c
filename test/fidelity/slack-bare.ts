import type { IncomingMessage, ServerResponse } from "node:http";
import { read, serve, shut, signedWire, socketWire } from "./slack-wire.ts";
import type { Json, SocketWire, Wire } from "./slack-wire.ts";

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Json[];
}

/** What carries blocks, and where. */
export interface Shown {
  readonly place: "message" | "view" | "response";
  readonly body: Json;
}

export interface Asked {
  readonly method: string;
  readonly args: Json;
}

/** Answers of the test's own; undefined leaves the method to this server. */
export type Override = (args: Json) => Json | undefined;

/** Keeps a request waiting, or answers it by itself: then it resolves to true. */
export type Trouble = (response: ServerResponse) => Promise<boolean>;

/**
 * A Slack that answers the documented minimum and nothing optional: no scopes header, no metadata, no profile details,
 * no hash. Constant trigger ids, as in the documentation's examples.
 */
export interface BareSlack {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly asked: readonly Asked[];
  /** By channel id; a direct channel's id is "D" and the person's. */
  readonly posts: readonly Posted[];
  /** What came to response URLs, oldest first. */
  readonly responses: readonly Json[];
  /** Modals and home tabs, by id, as last shown. */
  readonly views: ReadonlyMap<string, Json>;
  readonly responseUrl: string;
  readonly overrides: Map<string, Override>;
  /** By method. */
  readonly troubles: Map<string, Trouble>;
  /** Whether messages and views may show the files they show; all may at first. */
  maySee: (shown: Shown) => boolean;
  /** Sent with every answer, such as X-OAuth-Scopes. */
  readonly headers: Record<string, string>;
  readonly socket: SocketWire;
  /** Socket Mode until told where to send signed requests. */
  wire: Wire;
  sendTo(url: string): void;
  close(): Promise<void>;
}

export const bareTeam = "T0BARE";

export async function startBareSlack(): Promise<BareSlack> {
  const state = {
    asked: [] as Asked[],
    posts: [] as Posted[],
    responses: [] as Json[],
    views: new Map<string, Json>(),
    overrides: new Map<string, Override>(),
    troubles: new Map<string, Trouble>(),
    headers: {} as Record<string, string>,
  };
  const socket = await socketWire();
  const tokens = { botToken: "xoxb-bare", appToken: "xapp-bare", signingSecret: "bare-signing-secret" };
  const api = await serve((request, response) => void answerApi(bare, request, response));
  // Slack's response URLs are on another host than its API.
  const hooks = await serve(async (request, response) => {
    const body = JSON.parse(await read(request)) as Json;
    if (!bare.maySee({ place: "response", body })) {
      return response.writeHead(404).end('{"ok":false,"error":"invalid_blocks"}');
    }
    state.responses.push(body);
    return response.writeHead(200, { "content-type": "text/plain" }).end("ok");
  });
  const bare: Bare = {
    ...state,
    ...tokens,
    apiUrl: `http://${api.origin}/api`,
    responseUrl: `http://${hooks.origin}/commands/T0BARE/1/x`,
    socket,
    wire: socket,
    maySee: (_shown: Shown): boolean => true,
    sendTo(url: string) {
      bare.wire = signedWire({ url, secret: tokens.signingSecret });
    },
    async close() {
      await socket.close();
      await Promise.all([shut(api.server), shut(hooks.server)]);
    },
  };
  return bare;
}

type Bare = BareSlack & { readonly asked: Asked[]; readonly posts: Posted[]; readonly views: Map<string, Json> };
type World = Bare;

async function answerApi(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, method = ""] = /^\/api\/([a-zA-Z.]+)$/u.exec(request.url ?? "") ?? [];
  const { token, ...args } = argumentsOf(await read(request), String(request.headers["content-type"]));
  const given = request.headers.authorization?.replace("Bearer ", "") ?? token;
  world.asked.push({ method, args });
  if (await world.troubles.get(method)?.(response)) return;
  const isTaken = given === (method === "apps.connections.open" ? world.appToken : world.botToken);
  const answer = isTaken ? answerTo(world, { method, args }) : { ok: false, error: "invalid_auth" };
  response.writeHead(200, { ...world.headers, "content-type": "application/json" }).end(JSON.stringify(answer));
}

function answerTo(world: World, { method, args }: Asked): Json {
  const own = world.overrides.get(method)?.(args);
  if (own) return own;
  if (!mayShow(world, { method, args })) {
    return { ok: false, error: method.startsWith("views.") ? "invalid_arguments" : "invalid_blocks" };
  }
  return methods[method]?.(world, args) ?? { ok: false, error: "unknown_method" };
}

function mayShow(world: World, { method, args }: Asked): boolean {
  if (method.startsWith("chat.")) return world.maySee({ place: "message", body: args });
  return !method.startsWith("views.") || world.maySee({ place: "view", body: (args["view"] ?? {}) as Json });
}

function argumentsOf(body: string, type: string): Json {
  if (type.startsWith("application/json")) return JSON.parse(body) as Json;
  const fields = Object.fromEntries(new URLSearchParams(body));
  const parsed = Object.entries(fields).map(([name, value]) => [
    name,
    /^[[{]/u.test(value) ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(parsed) as Json;
}

let lastTs = 1_700_000_000;
let lastView = 0;

/** Nobody here has a real name, a time zone or a display name; only some have an address. */
const people: Readonly<Record<string, Json>> = {
  UALICE: { id: "UALICE", name: "alice", profile: { email: "alice@bare.test" } },
  UBOB: { id: "UBOB", name: "bob", profile: {} },
  UCHEN: { id: "UCHEN", name: "chen" },
};

const methods: Readonly<Record<string, (world: World, args: Json) => Json>> = {
  "auth.test": () => ({
    ok: true,
    url: "https://bare.slack.test/",
    team: "Bare",
    user: "qm",
    team_id: bareTeam,
    user_id: "UQM",
  }),
  "apps.connections.open": ({ socket }) => ({ ok: true, url: socket.address() }),
  "users.info": (_world, { user }) => {
    const found = people[String(user)];
    return found ? { ok: true, user: found } : { ok: false, error: "user_not_found" };
  },
  "users.lookupByEmail": () => ({ ok: false, error: "users_not_found" }),
  "conversations.open": (_world, { users }) => ({ ok: true, channel: { id: `D${String(users)}` } }),
  "conversations.history": () => ({ ok: true, messages: [], has_more: false }),
  "chat.postMessage": ({ posts }, args) => {
    lastTs += 1;
    posts.push(postOf(args, `${lastTs}.000100`));
    return { ok: true, channel: args["channel"], ts: `${lastTs}.000100` };
  },
  "chat.update": ({ posts }, args) => {
    const at = posts.findIndex(({ ts }) => ts === args["ts"]);
    if (at === -1) return { ok: false, error: "message_not_found" };
    posts[at] = postOf(args, String(args["ts"]));
    return { ok: true, channel: args["channel"], ts: args["ts"], text: args["text"] };
  },
  "views.open": openView,
  "views.push": openView,
  "views.update": ({ views }, { view_id, view }) => {
    if (!views.has(String(view_id))) return { ok: false, error: "not_found" };
    views.set(String(view_id), view as Json);
    return { ok: true, view: { ...(view as Json), id: view_id } };
  },
  "views.publish": ({ views }, { user_id, view }) => {
    views.set(`home of ${String(user_id)}`, view as Json);
    return { ok: true, view: { ...(view as Json), id: "VHOME" } };
  },
};

function openView({ views }: World, { trigger_id, view }: Json): Json {
  if (typeof trigger_id !== "string") return { ok: false, error: "invalid_arguments" };
  lastView += 1;
  views.set(`V${lastView}`, view as Json);
  return { ok: true, view: { ...(view as Json), id: `V${lastView}` } };
}

function postOf({ channel, text, blocks }: Json, ts: string): Posted {
  return { channel: String(channel), ts, text: (text ?? "") as string, blocks: (blocks ?? []) as readonly Json[] };
}
