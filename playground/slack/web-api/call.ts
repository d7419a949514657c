import type { IncomingMessage } from "node:http";
import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import { SlackProblem } from "../problem.ts";
import { createArgs } from "./args.ts";
import { readBytes, readFields } from "./body.ts";
import { methodCalled } from "./methods.ts";
import type { Method } from "./method.ts";
import type { RateLimits } from "./rate-limits.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SlackJson;
}

/** What came in, as far as it could be read. */
interface ReadRequest {
  readonly fields: SlackJson;
  readonly token: string | undefined;
  readonly problem?: SlackProblem;
}

export async function readRequest(request: IncomingMessage): Promise<ReadRequest> {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const query = Object.fromEntries(new URL(request.url ?? "", "http://localhost").searchParams);
  try {
    const { fields, isForm } = await readFields(await readBytes(request), request.headers["content-type"] ?? "");
    const { token, ...given } = { ...query, ...fields };
    const inBody = isForm && typeof token === "string" ? token : undefined;
    return { fields: given, token: header ?? inBody };
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    return { fields: {}, token: header, problem: error };
  }
}

function kindOfToken(inside: Inside, token: string | undefined): "bot" | "app" {
  const { botToken, appToken } = inside.workspace.credentials;
  if (token === undefined || token === "") throw new SlackProblem("not_authed");
  if (token === botToken) return "bot";
  if (token === appToken) return "app";
  throw new SlackProblem("invalid_auth");
}

function scopesOf(inside: Inside, kind: "bot" | "app"): readonly string[] {
  const { app } = inside.workspace.options;
  return kind === "bot" ? app.botScopes : app.appScopes;
}

function requireAllowed(inside: Inside, method: Method, kind: "bot" | "app"): void {
  if (method.token !== "either" && method.token !== kind) throw new SlackProblem("not_allowed_token_type");

  const granted = scopesOf(inside, kind);
  if (method.scopes.length === 0 || method.scopes.some((scope) => granted.includes(scope))) return;
  throw new SlackProblem("missing_scope", { needed: method.scopes.join(","), provided: granted.join(",") });
}

export const limited = (seconds: number): Answer => ({
  status: 429,
  headers: { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});

export function refusal(problem: SlackProblem): Answer {
  return { status: 200, headers: {}, body: { ok: false, error: problem.code, ...problem.details } };
}

async function run(inside: Inside, method: Method, request: ReadRequest): Promise<Answer> {
  const kind = method.token === "none" ? "bot" : kindOfToken(inside, request.token);
  if (method.token !== "none") requireAllowed(inside, method, kind);

  const headers = {
    "x-oauth-scopes": scopesOf(inside, kind).join(","),
    "x-accepted-oauth-scopes": method.scopes.join(","),
  };
  try {
    const body = await method.run({ inside, args: createArgs(request.fields), token: kind });
    return { status: 200, headers, body: { ok: true, ...body } };
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    return { ...refusal(error), headers };
  }
}

/** Calls a Web API method and says what Slack would. */
export async function callMethod(
  inside: Inside,
  rateLimits: RateLimits,
  call: { readonly name: string; readonly request: ReadRequest },
): Promise<Answer> {
  const { name, request } = call;
  try {
    if (request.problem !== undefined) throw request.problem;

    const method = methodCalled(name);
    const channel = createArgs(request.fields).text("channel");
    const wait = rateLimits.secondsToWait({ name, tier: method.tier, channel });
    return wait > 0 ? limited(wait) : await run(inside, method, request);
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    return refusal(error);
  }
}
