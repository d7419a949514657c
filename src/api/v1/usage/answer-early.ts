import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";
import { answerErrors, answerOf } from "../answer-errors.ts";

/** How much of a refused body is still taken off the line, so that closing does not reset the answer with it. */
const DRAIN_BYTES = 8 * 1024 * 1024;
const DRAIN_MS = 1_000;

/** Answers a refusal at once, also where most of the body is still to come: that is not read, and the connection ends. */
export function answerEarly(log: FastifyBaseLogger) {
  const answer = answerErrors(log);
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (request.raw.complete) return answer(error, request, reply);

    const { status, headers, body } = answerOf(error, request, log);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(status, { ...headers, connection: "close", "content-length": Buffer.byteLength(body) });
    raw.write(body);
    drain(request, () => raw.end());
    return reply;
  };
}

function drain({ raw }: FastifyRequest, done: () => void): void {
  let drained = 0;
  let timer: NodeJS.Timeout | undefined = undefined;
  const end = () => {
    clearTimeout(timer);
    raw.removeAllListeners("data");
    done();
  };
  timer = setTimeout(end, DRAIN_MS);
  raw.once("end", end).once("close", end);
  raw.on("data", (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAIN_BYTES) end();
  });
  raw.resume();
}
