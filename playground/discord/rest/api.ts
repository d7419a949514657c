import type { IncomingMessage, ServerResponse } from "node:http";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import type { Faults } from "../../shared/faults.ts";
import type { World } from "../world/world.ts";
import { parseBody, readBody } from "./body.ts";
import type { Call, Reply } from "./call.ts";
import { ApiError, refusal } from "./errors.ts";
import { contractCheck } from "./openapi.ts";
import { createRateLimits, rateLimited } from "./rate-limits.ts";
import { createRouter } from "./router.ts";
import { routes } from "./routes/all.ts";

export interface ApiOptions {
  readonly world: World;
  readonly token: string;
  readonly gateway: Call["gateway"];
  readonly faults: Faults;
  readonly exchanges: ExchangeLog;
  readonly openApiPath: string;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Handles everything below `/api`. */
export function createApi(options: ApiOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { faults, exchanges } = options;
  const answer = createAnswerer(options);

  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const title = `${request.method ?? "GET"} ${withoutVersion(url.pathname)}`;
    const slow = faults.take(title, ["slow"]);
    if (slow?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, slow.milliseconds));
    const drop = faults.take(title, ["dropped"]);
    if (drop?.kind === "dropped" && drop.when === "before-effect") {
      request.socket.destroy();
      return;
    }

    const given = await answer(request, { url, title });
    exchanges.record({ direction: "to-bot", transport: "http", title, status: given.status, body: given.body ?? null });
    if (drop === undefined) write(response, given);
    else request.socket.destroy();
  };
}

function createAnswerer(options: ApiOptions) {
  const find = createRouter(routes);
  const rateLimits = createRateLimits(options.world.limits);
  const checkContract = contractCheck(options.openApiPath);

  return async (request: IncomingMessage, target: { url: URL; title: string }): Promise<Answer> => {
    let headers: Readonly<Record<string, string>> = {};
    try {
      const content = await readBody(request);
      const { body, files } = await parseBody(content, request.headers["content-type"] ?? "");
      options.exchanges.record({ direction: "from-bot", transport: "http", title: target.title, body });
      requireNoFault(options.faults, target.title);

      requireVersion(target.url.pathname);
      const { route, parameters } = find(request.method ?? "GET", withoutVersion(target.url.pathname));
      requireToken(request, route.isTokenInPath === true ? undefined : options.token);
      headers = rateLimits.spend(route, parameters);
      if (request.method !== "GET" && content.byteLength > 0) checkContract(route, body);
      const call: Call = {
        world: options.world,
        gateway: options.gateway,
        parameters,
        query: target.url.searchParams,
        body,
        files,
      };
      return success(route.handle(call), headers);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.body, headers: { ...headers, ...error.headers } };
    }
  };
}

function success(reply: Reply, headers: Readonly<Record<string, string>>): Answer {
  return reply === undefined ? { status: 204, headers } : { status: reply.status ?? 200, body: reply.body, headers };
}

function write(response: ServerResponse, answer: Answer): void {
  const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(text !== undefined && { "Content-Type": "application/json" }),
  });
  response.end(text);
}

function requireNoFault(faults: Faults, title: string): void {
  const fault = faults.take(title, ["rate-limited", "server-error"]);
  if (fault?.kind === "rate-limited") {
    throw rateLimited({ retryAfterSeconds: fault.retryAfterSeconds, isGlobal: fault.isGlobal ?? false });
  }
  if (fault?.kind === "server-error")
    throw new ApiError(fault.status, { message: `${fault.status}: Server Error`, code: 0 });
}

function requireToken(request: IncomingMessage, token: string | undefined): void {
  if (token === undefined || request.headers.authorization === `Bot ${token}`) return;
  throw refusal("unauthorized");
}

function requireVersion(path: string): void {
  const version = /^\/api\/v(\d+)\//u.exec(path)?.[1];
  if (version !== "10") throw refusal("invalidApiVersion");
}

function withoutVersion(path: string): string {
  return path.replace(/^\/api(\/v\d+)?/u, "").replaceAll("%40", "@");
}
