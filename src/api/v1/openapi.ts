import type { FastifyDynamicSwaggerOptions, SwaggerTransform, SwaggerTransformObject } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { describedWebhooks } from "./webhooks.ts";

/** What the handlers read themselves; declared as schemas they would be checked with every request for nothing. */
const headers: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  "POST /v1/quota/reserve": {
    "Idempotency-Key": {
      type: "string",
      maxLength: 255,
      description:
        "The same key with the same body gets the same answer for two days. Of one reservation, not of many.",
    },
  },
  "POST /v1/activity": {
    "Content-Encoding": { type: "string", enum: ["gzip"] },
    Prefer: { type: "string", enum: ["return=minimal"], description: "List only the events that were refused." },
  },
  "POST /v1/usage": {
    "Content-Encoding": { type: "string", enum: ["gzip"] },
    Prefer: { type: "string", enum: ["return=minimal"], description: "List only the events that were refused." },
  },
};

const transform: SwaggerTransform = (document) => {
  const described = jsonSchemaTransform(document);
  const properties = headers[`${String(document.route.method)} ${document.url}`];
  const schema = { ...described.schema, ...(properties && { headers: { type: "object", properties } }) };
  return { schema, url: described.url };
};

const transformObject: SwaggerTransformObject = (document) => {
  const described = withoutUnused(jsonSchemaTransformObject(document));
  return Object.assign(described, { webhooks: describedWebhooks });
};

type Description = ReturnType<typeof jsonSchemaTransformObject>;

const REFERENCE = /"\$ref":"#\/components\/schemas\/(\w+)"/gu;

/** Every schema is there as what comes in and as what goes out; most are only ever one of the two. */
function withoutUnused(description: Description): Description {
  if (!("components" in description)) return description;
  const schemas: Readonly<Record<string, unknown>> = description.components?.schemas ?? {};
  const used = new Set(referencesIn(description.paths));
  // A set's iteration also visits what is added meanwhile.
  for (const name of used) for (const inner of referencesIn(schemas[name])) used.add(inner);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  const lean = { ...description, components: { ...description.components, schemas: Object.fromEntries(kept) } };
  const renamed = kept.map(([name]) => name).filter((name) => name.endsWith("Input") && !used.has(outputOf(name)));
  const text = renamed.reduce(
    (written, name) =>
      written
        .replaceAll(`schemas/${name}"`, `schemas/${outputOf(name)}"`)
        .replaceAll(`"${name}":`, `"${outputOf(name)}":`),
    JSON.stringify(lean),
  );
  return JSON.parse(text);
}

function outputOf(name: string): string {
  return name.replace(/Input$/u, "");
}

function referencesIn(part: unknown): readonly string[] {
  return [...(JSON.stringify(part) ?? "").matchAll(REFERENCE)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

/** How @fastify/swagger describes the API, from the zod schemas that check it. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Quartermaster",
      version: "1.0.0",
      description:
        "What each may use and what they used: usage in, decisions out. Amounts in answers are decimal numbers as text, in the meter's unit; times are RFC 3339 with an offset. A Super Admin makes keys in chat with api-key create.",
    },
    tags: [
      { name: "usage", description: "What was used" },
      { name: "activity", description: "What happened besides" },
      { name: "quota", description: "What may be used" },
      { name: "alerts", description: "What other systems tell of, and what they are told" },
      { name: "problems", description: "How requests are refused" },
    ],
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: qm_ and 32 letters and digits" },
      },
    },
  },
  transform,
  transformObject,
};
