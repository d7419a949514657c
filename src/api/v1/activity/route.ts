import { z } from "zod";
import type { ActivityEvent } from "../../../domain/activity/activity-event.ts";
import { ingestActivity } from "../../../domain/activity/ingest-activity.ts";
import type { World } from "../../../domain/context.ts";
import type { UsageRefusal } from "../../../domain/usage/verdict.ts";
import type { ApiParts } from "../api.ts";
import { createBudget, createInFlight } from "../in-flight.ts";
import { readText } from "../read-body.ts";
import { keyOf, requireKey } from "../require-key.ts";
import { problems } from "../schemas.ts";
import type { ApiScope } from "../scope.ts";
import { answerEarly } from "../usage/answer-early.ts";
import { answerEvents, eventsAnswer, refuseSingle } from "../usage/event-answer.ts";
import { formOf, mediaTypes } from "../usage/form.ts";
import type { EventSort } from "../usage/take.ts";
import { MOST_EVENTS, takeEvents } from "../usage/take.ts";
import { activityEvent, readActivity } from "./cloud-event.ts";

const IN_FLIGHT = { most: 4, mostOfKey: 2 };
const MOST_HELD_BYTES = 32 * 1024 * 1024;

const schema = {
  operationId: "reportActivity",
  tags: ["activity"],
  summary: "Report what happened besides usage",
  description: [
    "How jobs ended, sign-ins, downloads, and how busy is what is held: alerts of failing jobs, unusual activity and idle",
    `reservations are made of it. Takes CloudEvents 1.0 in the same forms as POST /v1/usage, up to`,
    `${MOST_EVENTS.toLocaleString("en-US")} a request. An event counts once by its source and id; each has a verdict of its`,
    "own, and with Prefer: return=minimal only refused ones are listed. Takes the scope activity:write.",
  ].join(" "),
  security: [{ key: [] }],
  consumes: [...mediaTypes],
  body: z.union([activityEvent, z.array(activityEvent)]),
  response: {
    200: eventsAnswer.meta({ id: "ActivityAnswer" }).describe("What became of the events"),
    ...problems,
  },
};

const pointers: Partial<Readonly<Record<UsageRefusal, string>>> = {
  id_invalid: "#/source",
  subject_missing: "#/data",
  person_unknown: "#/data/person",
  organization_unknown: "#/data/organization",
  conflict: "#/id",
};

const activity: EventSort<ActivityEvent> = {
  read: readActivity,
  ingest: (world: World, batch) => ingestActivity(world, batch),
  faultOf(_world, _event, { code, detail }) {
    return { code, detail, errors: [{ pointer: pointers[code] ?? "#/time", detail }] };
  },
};

/** POST /v1/activity. */
export function serveActivity(scope: ApiScope, { world, log }: Pick<ApiParts, "world" | "log">): void {
  const inFlight = createInFlight(IN_FLIGHT);
  const budget = createBudget(MOST_HELD_BYTES);
  scope.removeAllContentTypeParsers();
  // The handler reads the body itself, as far as it takes it.
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
  scope.setErrorHandler(answerEarly(log));

  scope.route({
    method: "POST",
    url: "/activity",
    schema,
    validatorCompiler: () => () => true,
    onRequest: requireKey(world, "activity:write"),
    handler: async (request, reply) => {
      const { keyId, tenantId } = keyOf(request);
      const form = formOf(request.headers);
      const leave = inFlight.enter(keyId);
      try {
        const taking = { ...activity, world, tenantId, budget };
        const { tally, isSingle } = await takeEvents(taking, form, readText(request.raw, reply.raw));
        if (isSingle) refuseSingle(tally.firstRefused());
        return answerEvents(request, reply, tally);
      } finally {
        leave();
      }
    },
  });
}
