import { z } from "zod";
import { alertKinds, severities } from "../../domain/alerts/kinds.ts";

/** What goes out to webhooks, described as OpenAPI 3.1 describes requests that an API sends. */

const time = z.iso.datetime();
const named = { id: z.uuid(), name: z.string() };

const alert = z.object({
  id: z.uuid(),
  kind: z.enum(alertKinds),
  rule: z.object(named),
  summary: z.string().meta({ description: "One line that can be read by itself" }),
  severity: z.enum(severities),
  state: z.enum(["pending", "firing", "recovering", "resolved"]),
  subject: z.object({
    name: z.string(),
    organization: z.object({ ...named, slug: z.string() }).nullable(),
    person: z.object({ ...named, username: z.string() }).nullable(),
  }),
  meter: z.string().nullable(),
  unit: z.string().nullable().meta({ description: "Of value and limit; null: they are plain numbers of the kind." }),
  value: z.string(),
  limit: z.string().nullable(),
  level: z
    .string()
    .nullable()
    .meta({ description: "The highest level reached", examples: ["95 %"] }),
  window: z.string().nullable(),
  window_start: time,
  window_end: time.nullable(),
  fired_at: time.nullable(),
  resolved_at: time.nullable(),
  resolution: z.string().nullable(),
  resolved_by: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  snoozed_until: time.nullable(),
  link: z.url().nullable(),
  sample: z.boolean().meta({ description: "A marked sample: nothing has happened." }),
});

/** The body of an alert's event. */
export const alertEventSchema = z.object({
  type: z.string().meta({ examples: ["alert.fired", "alert.raised", "alert.resolved", "alert.acknowledged"] }),
  timestamp: time.meta({ description: "When it happened" }),
  data: z.object({
    alert,
    step: z.object({
      id: z.uuid(),
      kind: z.string(),
      level: z.string().nullable(),
      by: z.string().nullable(),
      note: z.string().nullable(),
    }),
  }),
});

const testEventSchema = z.object({
  type: z.literal("webhook.test"),
  timestamp: time,
  data: z.object({ endpoint: z.string(), message: z.string() }),
});

const header = (description: string) => ({ required: true, schema: { type: "string" }, description, in: "header" });

function described(summary: string, schema: z.ZodType) {
  return {
    post: {
      tags: ["alerts"],
      summary,
      parameters: [
        { name: "webhook-id", ...header("The same whenever this message is sent again: by it you know it again.") },
        { name: "webhook-timestamp", ...header("Of this attempt, in seconds since 1970") },
        {
          name: "webhook-signature",
          ...header('"v1," and the HMAC-SHA256 of "id.timestamp.body" in base64; several, with spaces between them.'),
        },
      ],
      requestBody: { required: true, content: { "application/json": { schema: jsonOf(schema) } } },
      responses: {
        "2XX": { description: "Taken. Anything else is sent again, but for 410." },
        "410": { description: "Nothing more is wanted." },
      },
    },
  };
}

function jsonOf(schema: z.ZodType) {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
}

/** The member "webhooks" of the description. */
export const describedWebhooks = {
  alert: described(
    "Something happened to an alert: fired, raised, resolved, acknowledged, snoozed, …",
    alertEventSchema,
  ),
  test: described("A test that somebody sent", testEventSchema),
};
