import type { FastifySchemaCompiler } from "fastify";
import { z } from "zod";
import { ApiError } from "./api-error.ts";
import type { FieldError } from "./api-error.ts";

/** More mistakes than these help nobody. */
const MOST_ERRORS = 20;
/** What was sent comes back in the words about it: names of members that nobody knows, for one. */
const LONGEST_DETAIL = 200;

const forms = new WeakMap<z.ZodType, { readonly one: z.ZodType; readonly many: z.ZodType }>();

/** A schema for one thing or an array of them, which tells what is wrong with the form that was sent. */
export function oneOrMany<One extends z.ZodType>(one: One, { most }: { readonly most: number }) {
  const many = z.array(one).min(1).max(most);
  const either = z.union([one, many]);
  forms.set(either, { one, many });
  return either;
}

/** Checks what comes in with zod; a mistake is an ApiError that points at its place. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  const form = forms.get(schema);
  return (data: unknown) => {
    const result = (form ? (Array.isArray(data) ? form.many : form.one) : schema).safeParse(data);
    return result.success ? { value: result.data } : { error: refusalOf(result.error) };
  };
};

function refusalOf({ issues }: z.ZodError): ApiError {
  const errors = issues.slice(0, MOST_ERRORS).map(fieldErrorOf);
  return new ApiError("invalid_request", { errors, detail: errors.map(({ detail }) => detail)[0] });
}

export function fieldErrorOf({ path, message }: z.core.$ZodIssue): FieldError {
  const detail = message.length > LONGEST_DETAIL ? `${message.slice(0, LONGEST_DETAIL)}…` : message;
  return { pointer: pointerTo(path), detail };
}

/** JSON Pointer (RFC 6901) as a URI fragment. */
export function pointerTo(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return `#${encodeURI(steps.join(""))}`;
}
