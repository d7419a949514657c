import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { sendProblem } from "./problem.ts";

/** A plain node handler that reads the body itself. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Slack's largest payloads carry a view of 250 KB and its state. */
const LARGEST_BODY = 1024 * 1024;

/** Hands POSTs on a path over with their body unread, because signatures are over the very bytes that were sent. */
export function serveRaw(server: FastifyInstance, path: string, handler: RawHandler): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.post(path, async (request, reply) => {
      if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) {
        // The unread rest of the body makes the connection useless for another request.
        return sendProblem(reply.header("connection", "close"), 413);
      }

      reply.hijack();
      limitBody(request.raw);
      await handler(request.raw, reply.raw);
      return reply;
    });
  });
}

/** Cuts off a body without a declared length that grows too large. */
function limitBody(request: IncomingMessage): void {
  let received = 0;
  // EventEmitter's own `on`: the stream's would start the flow before the handler listens.
  EventEmitter.prototype.on.call(request, "data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > LARGEST_BODY) request.destroy();
  });
}
