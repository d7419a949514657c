import { z } from "zod";
import type { ActivityEvent } from "../../../domain/activity/activity-event.ts";
import type { ProblemCode } from "../codes.ts";
import { jobName, organizationName, personName, storable } from "../usage/cloud-event.ts";
import type { EventFault } from "../usage/cloud-event.ts";
import { fieldErrorOf } from "../validate.ts";

const ID_LENGTH = 512;
const MOST_ERRORS = 5;
const SAFE = Number.MAX_SAFE_INTEGER;

const whose = { person: personName.optional(), organization: organizationName.optional() };
const envelope = {
  specversion: z.literal("1.0"),
  source: storable(ID_LENGTH).meta({ examples: ["/clusters/green"] }),
  id: storable(ID_LENGTH).meta({ description: "Unique within its source" }),
  time: z.iso.datetime({ offset: true }).meta({ description: "When it happened. Quartermaster needs it." }),
  datacontenttype: z
    .string()
    .regex(/^application\/(?:[\w.+-]+\+)?json(?:;.*)?$/iu, "Only JSON is taken.")
    .optional(),
};

const jobEnded = z
  .looseObject({
    ...envelope,
    type: z.literal("quartermaster.job-ended.v1"),
    data: z.strictObject({
      ...whose,
      job: jobName,
      outcome: z.enum(["succeeded", "failed", "cancelled"]),
      exit_code: z.int().min(-SAFE).max(SAFE).optional(),
      image: storable(ID_LENGTH).optional().meta({ description: "With the exit code, what failures are grouped by" }),
      node: storable(ID_LENGTH).optional(),
      link: z
        .url({ protocol: /^https?$/u })
        .max(2_000)
        .optional()
        .meta({ description: "Where people can look at it" }),
    }),
  })
  .meta({ id: "JobEnded", description: "A CloudEvent that tells how a job ended." });

const signIn = z
  .looseObject({
    ...envelope,
    type: z.literal("quartermaster.sign-in.v1"),
    data: z.strictObject({
      ...whose,
      outcome: z.enum(["succeeded", "failed"]),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/u)
        .optional()
        .meta({ description: "ISO 3166-1 alpha-2", examples: ["SE"] }),
    }),
  })
  .meta({ id: "SignIn", description: "A CloudEvent that tells of a sign-in, or a try." });

const download = z
  .looseObject({
    ...envelope,
    type: z.literal("quartermaster.download.v1"),
    data: z.strictObject({
      ...whose,
      count: z.int().min(0).max(SAFE).optional().meta({ description: "How many files or objects; one, when left out" }),
      bytes: z.int().min(0).max(SAFE).optional(),
    }),
  })
  .meta({ id: "Download", description: "A CloudEvent that tells of a download." });

const utilization = z
  .looseObject({
    ...envelope,
    type: z.literal("quartermaster.utilization.v1"),
    data: z
      .strictObject({
        ...whose,
        job: jobName.optional(),
        reservation: z.uuid().optional(),
        percent: z.number().min(0).max(100).meta({ description: "How busy since the report before" }),
      })
      .refine(({ job, reservation }) => job !== undefined || reservation !== undefined, {
        message: "Name a job or a reservation.",
      }),
  })
  .meta({ id: "Utilization", description: "A CloudEvent that tells how busy a job or what it reserved is." });

/** A CloudEvent 1.0 that tells of something besides usage. */
export const activityEvent = z.discriminatedUnion("type", [jobEnded, signIn, download, utilization]);

const codeByAttribute: Readonly<Record<string, ProblemCode>> = {
  specversion: "specversion_unsupported",
  type: "type_unknown",
  source: "id_invalid",
  id: "id_invalid",
  time: "time_invalid",
};

type ActivityReading =
  | { readonly ok: true; readonly event: ActivityEvent }
  | { readonly ok: false; readonly fault: EventFault };

/** Reads an event's JSON value. What only the installation can know (people) is checked later. */
export function readActivity(value: unknown): ActivityReading {
  const result = activityEvent.safeParse(value);
  if (result.success) return { ok: true, event: eventOf(result.data) };

  const { issues } = result.error;
  const attribute = issues[0]?.path[0];
  const code = typeof attribute === "string" ? codeByAttribute[attribute] : undefined;
  return {
    ok: false,
    fault: { code: code ?? "event_invalid", errors: issues.slice(0, MOST_ERRORS).map(fieldErrorOf) },
  };
}

function eventOf({ source, id, time, ...event }: z.output<typeof activityEvent>): ActivityEvent {
  const told = { source, id, time };
  switch (event.type) {
    case "quartermaster.job-ended.v1": {
      const { exit_code: exitCode, ...data } = event.data;
      return defined({ ...told, kind: "job-ended", ...data, exitCode });
    }
    case "quartermaster.sign-in.v1":
      return defined({ ...told, kind: "sign-in", ...event.data });
    case "quartermaster.download.v1":
      return defined({ ...told, kind: "download", ...event.data });
    case "quartermaster.utilization.v1":
      return defined({ ...told, kind: "utilization", ...event.data });
  }
}

type Loose<Whole> = { readonly [Key in keyof Whole]: Whole[Key] | undefined };

/** Without what is undefined. */
function defined<Event extends ActivityEvent>(event: Loose<Event>): Event {
  // Safe: what is optional in an event is left out instead of undefined; what is not is there.
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as unknown as Event;
}
