import { z } from "zod";
import { problemSchema } from "../schemas.ts";

const decimal = z.string().meta({ description: "A decimal number in the meter's unit", examples: ["12.5"] });
const time = z.string().meta({ format: "date-time", examples: ["2026-12-01T00:00:00+01:00"] });
const meter = z.string().meta({ examples: ["gpu_hours"] });

const subject = z.object({
  scope: z.enum(["tenant", "organization", "member", "person"]),
  name: z.string(),
  organization_id: z.string().optional(),
  person_id: z.string().optional(),
});

export const limitSchema = z
  .object({
    subject,
    meter,
    unit: z.string(),
    window: z.string().meta({ examples: ["month"] }),
    model: z.enum(["hard", "hard_safe", "soft", "notify_only"]),
    limit: decimal.nullable().meta({ description: "With grants and loans; null: unlimited" }),
    used: decimal,
    reserved: decimal,
    remaining: decimal.nullable().meta({ description: "What is left; negative when beyond the limit" }),
    starts_at: time,
    resets_at: time.nullable().meta({ description: "null: it does not reset" }),
    source: z.looseObject({ kind: z.enum(["plan", "quota"]) }).meta({ description: "Where the limit comes from" }),
  })
  .meta({ id: "Limit" });

const pauseSchema = z
  .object({
    subject,
    mode: z.enum(["hold", "drain"]).meta({ description: "drain: reservations are not extended either" }),
    by: z.string(),
    by_policy: z.boolean(),
    since: time,
    until: time.nullable().meta({ description: "null: until somebody lifts it" }),
    reason: z.string().nullable(),
  })
  .meta({ id: "Pause" });

const refusal = {
  code: z.string().optional().meta({ description: "Why not; one of /v1/problems" }),
  limit: limitSchema.optional().meta({ description: "The limit that decides" }),
  pause: pauseSchema.optional().meta({ description: "With the code paused: what is, and until when" }),
  help: z.string().optional().meta({ description: "What the operator says of it, for people: how to get more" }),
  fits_at: time.nullable().optional().meta({ description: "When it would fit if nobody used more; null: unknown" }),
};

export const decisionSchema = z
  .object({
    allowed: z.boolean(),
    ...refusal,
    limits: z.array(limitSchema).meta({ description: "Every limit that was looked at, narrowest first" }),
    exceeded: z.array(limitSchema).meta({ description: "Soft and notify-only limits that this goes beyond" }),
  })
  .meta({ id: "Decision" });

export const reservedSchema = z
  .object({
    reservation: z.string(),
    expires_at: time,
    exceeded: z.array(limitSchema).meta({ description: "Soft and notify-only limits that this goes beyond" }),
  })
  .meta({ id: "Reserved" });

const amounts = z.array(z.object({ meter, amount: decimal }));

export const committedSchema = z
  .object({
    reservation: z.string(),
    committed_at: time,
    used: amounts,
    released: amounts.meta({ description: "What was reserved and not used" }),
    beyond: amounts.meta({ description: "What was used and not reserved" }),
  })
  .meta({ id: "Committed" });

export const releasedSchema = z.object({ reservation: z.string(), released_at: time }).meta({ id: "Released" });
export const extendedSchema = z.object({ reservation: z.string(), expires_at: time }).meta({ id: "Extended" });

/** One answer, or one for each of many in their order: with the status that it would have had by itself. */
export function oneOrMany<One extends z.ZodObject>(one: One, name: string) {
  const item = z.union([one.extend({ status: z.literal(200) }).meta({ id: `${name}Item` }), problemSchema]);
  const many = z.object({ results: z.array(item) }).meta({ id: `${name}Many` });
  return z.union([one, many]).describe("The answer; of many, one for each in their order");
}
