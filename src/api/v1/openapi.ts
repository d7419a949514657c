import type { SwaggerOptions } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** How @fastify/swagger describes the API, from the zod schemas that check it. */
export const openApi: SwaggerOptions = {
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
      { name: "quota", description: "What may be used" },
      { name: "problems", description: "How requests are refused" },
    ],
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: qm_ and 32 letters and digits" },
      },
    },
  },
  transform: jsonSchemaTransform,
  transformObject: jsonSchemaTransformObject,
};
