import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";
import { DomainError } from "../../domain/errors.ts";
import { ApiError, problemBody } from "./api-error.ts";
import type { ProblemFacts } from "./api-error.ts";
import { codes } from "./codes.ts";
import type { ProblemCode } from "./codes.ts";
import { apiErrorOf } from "./domain-problem.ts";

/** A refusal as it goes out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes whatever a request failed with as a problem of RFC 9457; what nobody expected is logged and not told. */
export function answerOf(error: unknown, request: FastifyRequest, log: FastifyBaseLogger): Answer {
  const known = knownError(error);
  const isGone = request.raw.destroyed && !request.raw.complete;
  if (!known && !isGone) log.error({ err: error, route: request.routeOptions.url }, "a request failed");
  const { code, facts } = known ?? new ApiError("internal");
  const { status } = codes[code];
  return { status, headers: headersOf(code, facts), body: JSON.stringify(problemBody(code, facts)) };
}

/** Answers what a request of the API failed with. */
export function answerErrors(log: FastifyBaseLogger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, headers, body } = answerOf(error, request, log);
    return reply.code(status).headers(headers).send(body);
  };
}

function headersOf(code: ProblemCode, { retryAfter }: ProblemFacts): Readonly<Record<string, string>> {
  return {
    "content-type": "application/problem+json; charset=utf-8",
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    ...(codes[code].status === 401 && { "www-authenticate": challengeFor(code) }),
  };
}

/** RFC 6750, section 3. */
function challengeFor(code: ProblemCode): string {
  return code === "api_key_missing" ? "Bearer" : 'Bearer error="invalid_token"';
}

function knownError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof DomainError) return apiErrorOf(error.problem);
  return typeof error === "object" && error !== null && "code" in error ? frameworkError(error.code) : undefined;
}

const fromFramework: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed_header",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media_type_unsupported",
};

function frameworkError(code: unknown): ApiError | undefined {
  const known = typeof code === "string" ? fromFramework[code] : undefined;
  return known && new ApiError(known);
}
