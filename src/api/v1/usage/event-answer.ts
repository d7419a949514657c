import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError } from "../api-error.ts";
import type { Tally } from "./tally.ts";

const verdictSchema = z.object({
  index: z.int().meta({ description: "The event's place in the request, from 0" }),
  verdict: z.enum(["accepted", "duplicate", "refused"]),
  code: z.string().optional().meta({ description: "Why it was refused; one of /v1/problems" }),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** What became of events: how many, and each by its place. */
export const eventsAnswer = z.object({
  received: z.int(),
  accepted: z.int(),
  duplicate: z.int().meta({ description: "Counted by an earlier request; nothing need be done." }),
  refused: z.int(),
  verdicts: z.array(verdictSchema),
});

/** Whoever sends one event asks about that one. */
export function refuseSingle(refused: ReturnType<Tally["firstRefused"]>): void {
  if (!refused) return;
  const { code, detail, errors } = refused;
  throw new ApiError(code, { detail: detail ?? errors[0]?.detail, errors });
}

/** RFC 7240: who prefers it gets the refused ones only. */
export function answerEvents({ headers }: FastifyRequest, reply: FastifyReply, tally: Tally): FastifyReply {
  const brief = /\breturn=minimal\b/iu.test(String(headers["prefer"] ?? ""));
  if (brief) void reply.header("preference-applied", "return=minimal");
  return reply.type("application/json; charset=utf-8").send(tally.write({ brief }));
}
