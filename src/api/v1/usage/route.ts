import { z } from "zod";
import type { ApiScope } from "../scope.ts";
import type { ApiParts } from "../api.ts";
import { createBudget, createInFlight } from "../in-flight.ts";
import { readText } from "../read-body.ts";
import { keyOf, requireKey } from "../require-key.ts";
import { problems } from "../schemas.ts";
import { answerEarly } from "./answer-early.ts";
import { cloudEvent, readEvent } from "./cloud-event.ts";
import { answerEvents, eventsAnswer, refuseSingle } from "./event-answer.ts";
import { faultOfVerdict } from "./fault-of-verdict.ts";
import { formOf, mediaTypes } from "./form.ts";
import { MOST_EVENTS, takeEvents } from "./take.ts";

/** Each holds a connection to the database while it counts, and chats need some as well. */
const IN_FLIGHT = { most: 8, mostOfKey: 4 };
const MOST_HELD_BYTES = 128 * 1024 * 1024;

const answerSchema = eventsAnswer.meta({ id: "UsageAnswer" });

const schema = {
  operationId: "reportUsage",
  tags: ["usage"],
  summary: "Report what was used",
  description: [
    `Takes CloudEvents 1.0: one, an array of them, or one a line (NDJSON), up to ${MOST_EVENTS.toLocaleString("en-US")} a`,
    "request, also gzipped, and single ones in binary mode (ce-* headers). An event is counted once by its source, id",
    "and UTC day, in the windows of its own time, so that sending again what may have been lost is safe. Each event has",
    "a verdict of its own: what is refused holds up none of the others. Lines are counted as they come; nothing of an",
    "array is counted unless all of it is well-formed. With Prefer: return=minimal only refused events are listed.",
    "An amount is multiplied by the rate of its accelerator, if it names one, and by the usage factor that the configuration",
    "has for the meter and the event's time (such as nights at half); the product is rounded once, to the meter's smallest",
    "unit, half to even. What was reported is kept beside it.",
    "429 says that enough is under way: send it again after Retry-After seconds. Takes the scope usage:write.",
  ].join(" "),
  security: [{ key: [] }],
  consumes: [...mediaTypes],
  body: z.union([cloudEvent, z.array(cloudEvent)]),
  response: { 200: answerSchema.describe("What became of the events"), ...problems },
};

/** POST /v1/usage. */
export function serveUsage(scope: ApiScope, { world, ingestUsage, metrics, log }: ApiParts): void {
  const inFlight = createInFlight(IN_FLIGHT);
  const budget = createBudget(MOST_HELD_BYTES);
  scope.removeAllContentTypeParsers();
  // The handler reads the body itself, as far as it takes it.
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
  scope.setErrorHandler(answerEarly(log));

  scope.route({
    method: "POST",
    url: "/usage",
    schema,
    validatorCompiler: () => () => true,
    onRequest: requireKey(world, "usage:write"),
    handler: async (request, reply) => {
      const { keyId, tenantId } = keyOf(request);
      const form = formOf(request.headers);
      const leave = inFlight.enter(keyId);
      try {
        const taking = { world, tenantId, budget, read: readEvent, ingest: ingestUsage, faultOf: faultOfVerdict };
        const { tally, isSingle } = await takeEvents(taking, form, readText(request.raw, reply.raw));
        metrics.observeUsage(tally.counts());
        if (isSingle) refuseSingle(tally.firstRefused());
        return answerEvents(request, reply, tally);
      } finally {
        leave();
      }
    },
  });
}
