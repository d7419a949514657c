import type * as z from "zod";
import { ApiError } from "../../../../playground/discord/rest/errors.ts";
import { parseForm } from "../../../../playground/discord/schema/form.ts";

/** The `path CODE` of everything wrong with a body; empty when it passes. */
export function problems(schema: z.ZodType, body: unknown): readonly string[] {
  try {
    parseForm(schema, body);
    return [];
  } catch (error) {
    if (error instanceof ApiError) return flattened(error.body["errors"], "");
    throw error;
  }
}

function flattened(node: unknown, path: string): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "_errors"
      ? value.map((error: { code: string }) => `${path} ${error.code}`.trim())
      : flattened(value, path === "" ? key : `${path}.${key}`),
  );
}

export function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
