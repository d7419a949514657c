import { STATUS_CODES } from "node:http";
import type { FastifyReply } from "fastify";

/** Answers with an RFC 9457 problem; the status says it all, and nothing inside is told. */
export function sendProblem(reply: FastifyReply, status: number): FastifyReply {
  return reply
    .code(status)
    .type("application/problem+json")
    .send({ type: "about:blank", title: STATUS_CODES[status] ?? "Error", status });
}
