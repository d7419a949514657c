import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultEffect } from "../../shared/faults.ts";
import { isObject } from "../blocks/check.ts";
import type { Inside } from "../inside.ts";
import { SlackProblem } from "../problem.ts";
import { respond } from "../response-urls.ts";
import { readBytes, readFields, readUpload } from "./body.ts";
import { callMethod, limited, readRequest } from "./call.ts";
import type { Answer } from "./call.ts";
import { receiveUpload } from "./files.ts";
import type { RateLimits } from "./rate-limits.ts";

type Handler = (request: IncomingMessage, rest: string) => Promise<Answer>;

const faultKinds: readonly FaultEffect["kind"][] = ["rate-limited", "server-error", "slow", "dropped"];

/** `undefined` breaks the connection instead of answering. */
async function withFault(fault: FaultEffect | undefined, run: () => Promise<Answer>): Promise<Answer | undefined> {
  switch (fault?.kind) {
    case undefined:
    case "duplicate":
      return run();
    case "rate-limited":
      return limited(fault.retryAfterSeconds);
    case "server-error":
      return { status: fault.status, headers: {}, body: { ok: false, error: "internal_error" } };
    case "slow":
      await sleep(fault.milliseconds);
      return run();
    case "dropped":
      if (fault.when === "after-effect") await run();
      return undefined;
  }
}

function statusOf(problem: SlackProblem): number {
  return ["no_service", "used_url", "expired_url", "message_not_found", "invalid_blocks"].includes(problem.code)
    ? 404
    : 400;
}

async function useResponseUrl(inside: Inside, request: IncomingMessage, secret: string): Promise<Answer> {
  const { fields } = await readFields(await readBytes(request), request.headers["content-type"] ?? "");
  inside.log.record({ direction: "from-bot", transport: "http", title: "response_url", body: fields });
  const { payload } = fields;
  const body = typeof payload === "string" ? (JSON.parse(payload) as unknown) : fields;
  respond(inside, inside.responseUrls.use(secret), isObject(body) ? body : {});
  return { status: 200, headers: {}, body: { ok: true } };
}

function responseUrlHandler(inside: Inside): Handler {
  return async (request, rest) => {
    const secret = rest.split("/").at(-1) ?? "";
    try {
      return await useResponseUrl(inside, request, secret);
    } catch (error) {
      if (!(error instanceof SlackProblem)) throw error;
      return { status: statusOf(error), headers: {}, body: { ok: false, error: error.code, ...error.details } };
    }
  };
}

function apiHandler(inside: Inside, rateLimits: RateLimits): Handler {
  return async (request, rest) => {
    const [name = ""] = rest.split("?");
    const read = await readRequest(request);
    inside.log.record({ direction: "from-bot", transport: "http", title: name, body: read.fields });
    return callMethod(inside, rateLimits, { name, request: read });
  };
}

function uploadHandler(inside: Inside): Handler {
  return async (request, rest) => {
    const content = await readUpload(await readBytes(request), request.headers["content-type"] ?? "");
    const title = "upload";
    inside.log.record({
      direction: "from-bot",
      transport: "http",
      title,
      body: { file: rest, bytes: content.byteLength },
    });
    const isTaken = receiveUpload(inside, rest, content);
    return { status: isTaken ? 200 : 400, headers: {}, body: { ok: isTaken } };
  };
}

function sendFile(
  inside: Inside,
  request: IncomingMessage,
  { rest, response }: { rest: string; response: ServerResponse },
): void {
  const { credentials, files } = inside.workspace;
  const file = files.get(/-(F[A-Z0-9]+)/.exec(rest)?.[1] ?? "");
  if (request.headers.authorization !== `Bearer ${credentials.botToken}`) return void response.writeHead(403).end();
  if (file?.content === undefined) return void response.writeHead(404).end();
  response
    .writeHead(200, { "content-type": file.mimetype, "content-length": file.content.byteLength })
    .end(file.content);
}

/** Everything that the bot reaches over HTTP: methods, response URLs, uploads and files. */
export function createEndpoints(inside: Inside, rateLimits: RateLimits) {
  const routes: readonly { readonly prefix: string; readonly handle: Handler; target(rest: string): string }[] = [
    { prefix: "/api/", handle: apiHandler(inside, rateLimits), target: (rest) => rest.split("?")[0] ?? "" },
    { prefix: "/actions/", handle: responseUrlHandler(inside), target: () => "response_url" },
    { prefix: "/upload/v1/", handle: uploadHandler(inside), target: () => "upload" },
  ];

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? "";
    if (url.startsWith("/files-pri/")) return sendFile(inside, request, { rest: url.slice(11), response });

    const route = routes.find(({ prefix }) => url.startsWith(prefix));
    if (route === undefined) return void response.writeHead(404).end();

    const rest = url.slice(route.prefix.length);
    const target = route.target(rest);
    const answer = await withFault(inside.faults.take(target, faultKinds), () => route.handle(request, rest));
    if (answer === undefined) return void request.socket.destroy();

    const { status, body } = answer;
    inside.log.record({ direction: "to-bot", transport: "http", title: target, status, body });
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "x-slack-req-id": inside.workspace.ids.secret(8),
    };
    response.writeHead(status, { ...headers, ...answer.headers }).end(JSON.stringify(body));
  };
}
