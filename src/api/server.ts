import type { IncomingMessage, ServerResponse } from "node:http";
import fastify, { LogController } from "fastify";
import type { FastifyBaseLogger, FastifyInstance, HTTPMethods } from "fastify";
import { serveHealth } from "./health.ts";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import { sendProblem } from "./problem.ts";
import { serveRaw } from "./raw.ts";
import type { RawHandler } from "./raw.ts";
import type { ApiParts } from "./v1/api.ts";
import { serveApi } from "./v1/serve-api.ts";

export interface ServerOptions extends Health {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  /** Takes Slack's signed requests at /slack/events; without one the path does not exist. */
  readonly slack?: RawHandler | undefined;
  /** What the API for machines is made of; without it /v1 does not exist. */
  readonly api?: Omit<ApiParts, "metrics" | "log"> | undefined;
  readonly log: FastifyBaseLogger;
}

export interface Server {
  /** "http://host:port" as it was bound. */
  readonly url: string;
  /** Takes no more requests and waits for those under way. */
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024;
/** Until a request's headers are here, and how long a connection may be silent. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Until all of a request is here: much usage comes over slow lines, and no faster than it is counted. */
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 70_000;
const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Everything the bot itself serves. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, port, metrics, slack, api, log } = options;
  const server = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Nothing is logged by request, and a logger for each would cost more than most answers.
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: HEADERS_TIMEOUT_MS * 2,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: true,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
  });
  answerFailures(server, log);
  serveHealth(server, options);
  server.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  if (slack) serveRaw(server, "/slack/events", slack);
  if (api) serveApi(server, { ...api, metrics, log });
  continueWhenRead(server);

  const url = await server.listen({ host, port });
  return { url, close: () => server.close() };
}

/** Whoever asks before sending a large body (Expect: 100-continue) is told to only where it will be read. */
function continueWhenRead({ server }: FastifyInstance): void {
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith("/v1/usage")) response.writeContinue();
    server.emit("request", request, response);
  });
}

function answerFailures(server: FastifyInstance, log: FastifyBaseLogger): void {
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "/";
    const allowed = METHODS.filter((method) => server.hasRoute({ method, url: path }));
    if (allowed.length === 0) return sendProblem(reply, 404);

    return sendProblem(reply.header("allow", allowed.join(", ")), 405);
  });
  server.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ error: error.name }, "a request failed");
    return sendProblem(reply, status);
  });
}
