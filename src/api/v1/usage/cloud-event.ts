import { z } from "zod";
import type { UsageEvent } from "../../../domain/usage/usage-event.ts";
import { fieldErrorOf } from "../validate.ts";
import type { FieldError } from "../api-error.ts";
import type { ProblemCode } from "../codes.ts";

export const EVENT_TYPE = "quartermaster.usage.v1";

const NAME_LENGTH = 320;
const ID_LENGTH = 512;
/** Of one event, of which there may be many. */
const MOST_ERRORS = 5;

const isAmount = (value: unknown) => typeof value === "string" || typeof value === "number";

/** A decimal number in the meter's unit; as text it is exact whatever its length. */
export const amount = z
  .unknown()
  .refine(isAmount, "Give a number, or a decimal number as text.")
  .meta({
    anyOf: [{ type: "string", maxLength: 64 }, { type: "number" }],
    description: "A decimal number in the meter's unit. As text it is exact whatever its length.",
    examples: ["1.25"],
  });

export const personName = z
  .string()
  .min(1)
  .max(NAME_LENGTH)
  .meta({ description: "A username, verified e-mail address, id, slack:U… or discord:…", examples: ["alice"] });
export const organizationName = z
  .string()
  .min(1)
  .max(NAME_LENGTH)
  .meta({ description: "An organization's short name or id", examples: ["vision-lab"] });
export const meterName = z
  .string()
  .min(1)
  .max(100)
  .meta({ examples: ["gpu_hours"] });
/** PostgreSQL keeps no zero characters. */
export const storable = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !text.includes("\0"), "It has a zero character in it.");
export const acceleratorName = z
  .string()
  .min(1)
  .max(100)
  .meta({
    description: [
      "What it ran on, by its name in the installation's configuration: the amount is multiplied by that accelerator's rate",
      "for this meter before it is counted. Left out: it counts as it is.",
    ].join(" "),
    examples: ["h100"],
  });
export const jobName = storable(ID_LENGTH).meta({ description: "What ran, for your own records" });

const usageData = z.strictObject({
  meter: meterName,
  amount: amount.meta({ description: "What was added; of a gauge, what is held now. Negative only with corrects." }),
  person: personName.optional(),
  organization: organizationName.optional(),
  job: jobName.optional(),
  accelerator: acceleratorName.optional(),
  corrects: z
    .strictObject({ source: z.string().min(1).max(ID_LENGTH), id: z.string().min(1).max(ID_LENGTH) })
    .optional()
    .meta({
      description:
        "The event of the same time that this one takes back, wholly or in part: as much of what was counted as of what was reported, so that it needs no accelerator.",
    }),
});

/** A CloudEvent 1.0 that reports use. Extension attributes are let pass, as CloudEvents wants it. */
export const cloudEvent = z
  .looseObject({
    specversion: z.literal("1.0"),
    type: z.literal(EVENT_TYPE),
    source: z
      .string()
      .min(1)
      .max(ID_LENGTH)
      .meta({ examples: ["/clusters/green"] }),
    id: z.string().min(1).max(ID_LENGTH).meta({ description: "Unique within its source and UTC day" }),
    time: z.iso.datetime({ offset: true }).meta({ description: "When the use was. Quartermaster needs it." }),
    datacontenttype: z
      .string()
      .regex(/^application\/(?:[\w.+-]+\+)?json(?:;.*)?$/iu, "Only JSON is taken.")
      .optional(),
    data: usageData,
  })
  .meta({ id: "UsageEvent", description: "A CloudEvent 1.0 that reports use." });

/** What is wrong with something that is no such event. */
export interface EventFault {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
}

export type EventReading =
  | { readonly ok: true; readonly event: UsageEvent }
  | { readonly ok: false; readonly fault: EventFault };

const codeByAttribute: Readonly<Record<string, ProblemCode>> = {
  specversion: "specversion_unsupported",
  type: "type_unknown",
  source: "id_invalid",
  id: "id_invalid",
  time: "time_invalid",
};

/** Reads an event's JSON value. What only the installation can know (meters, people) is checked later. */
export function readEvent(value: unknown): EventReading {
  const result = cloudEvent.safeParse(value);
  if (!result.success) return { ok: false, fault: faultOf(result.error) };

  const { source, id, time, data } = result.data;
  return { ok: true, event: { source, id, time, ...withoutUndefined(data) } };
}

type Data = z.output<typeof usageData>;

function withoutUndefined({
  meter,
  amount,
  person,
  organization,
  job,
  accelerator,
  corrects,
}: Data): Omit<UsageEvent, "source" | "id" | "time"> {
  return {
    meter,
    amount,
    ...(person !== undefined && { person }),
    ...(organization !== undefined && { organization }),
    ...(job !== undefined && { job }),
    ...(accelerator !== undefined && { accelerator }),
    ...(corrects && { corrects }),
  };
}

function faultOf({ issues }: z.ZodError): EventFault {
  const [first] = issues;
  const attribute = first?.path[0];
  const code = typeof attribute === "string" ? codeByAttribute[attribute] : undefined;
  const isAmountOnly = first?.path.join(".") === "data.amount";
  return {
    code: code ?? (isAmountOnly ? "amount_not_a_number" : "event_invalid"),
    errors: issues.slice(0, MOST_ERRORS).map(fieldErrorOf),
  };
}
