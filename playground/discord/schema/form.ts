import * as z from "zod";
import { invalidForm } from "../rest/errors.ts";
import type { FormErrors } from "../rest/errors.ts";

export type Path = readonly PropertyKey[];
export type Report = (path: Path, code: string, message: string) => void;

/** Parses a request body; throws `invalidForm` with Discord's nested errors when it does not fit. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  throw invalidForm(formErrors(result.error.issues));
}

/** A string with Discord's words for a length out of bounds. */
export function text(minimum: number, maximum: number) {
  return z.string().superRefine((value, context) => refuseLength(value.length, { minimum, maximum }, context));
}

/** A list with Discord's words for a length out of bounds. */
export function list<Item extends z.ZodType>(item: Item, minimum: number, maximum: number) {
  return z.array(item).superRefine((value, context) => refuseLength(value.length, { minimum, maximum }, context));
}

/** Rules that look at more than one field. */
export function rules<Value>(check: (value: Value, report: Report) => void) {
  return (value: Value, context: z.core.$RefinementCtx<Value>): void =>
    check(value, (path, code, message) =>
      context.addIssue({ code: "custom", path: [...path], message, params: { discord: code } }),
    );
}

export const snowflake = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((value) => /^\d{1,20}$/u.test(value), {
    message: "Value is not snowflake.",
    params: { discord: "NUMBER_TYPE_COERCE" },
  });

/** A well-formed address with one of these schemes. */
export function address(maximum: number, schemes: readonly string[]) {
  return text(0, maximum).superRefine((value, context) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : undefined;
    if (scheme !== undefined && schemes.includes(scheme)) return;
    const known = schemes.map((name) => `'${name}'`).join(", ");
    const [code, message] =
      scheme === undefined
        ? ["URL_TYPE_INVALID_URL", "Not a well formed URL."]
        : ["URL_TYPE_INVALID_SCHEME", `Scheme "${scheme}" is not supported. Scheme must be one of (${known}).`];
    context.addIssue({ code: "custom", message, params: { discord: code } });
  });
}

function refuseLength(
  length: number,
  bounds: { minimum: number; maximum: number },
  context: { addIssue(issue: { code: "custom"; message: string; params: { discord: string } }): void },
): void {
  const { minimum, maximum } = bounds;
  if (length >= minimum && length <= maximum) return;
  const [code, message] =
    minimum > 0
      ? ["BASE_TYPE_BAD_LENGTH", `Must be between ${minimum} and ${maximum} in length.`]
      : ["BASE_TYPE_MAX_LENGTH", `Must be ${maximum} or fewer in length.`];
  context.addIssue({ code: "custom", message, params: { discord: code } });
}

function formErrors(issues: readonly z.core.$ZodIssue[]): FormErrors {
  const root: FormErrors = {};
  for (const issue of issues) {
    let node = root;
    for (const key of issue.path) {
      const name = String(key);
      const next = node[name];
      const child: FormErrors = next === undefined || Array.isArray(next) ? {} : next;
      node[name] = child;
      node = child;
    }
    const errors = Array.isArray(node["_errors"]) ? node["_errors"] : [];
    node["_errors"] = [...errors, worded(issue)];
  }
  return root;
}

const CONVERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  string: ["STRING_TYPE_CONVERT", "Could not interpret value as string."],
  number: ["NUMBER_TYPE_COERCE", "Value is not a number."],
  int: ["NUMBER_TYPE_COERCE", "Value is not int."],
  boolean: ["BOOLEAN_TYPE_CONVERT", "Must be either true or false."],
  array: ["LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"],
  object: ["MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"],
};

function worded(issue: z.core.$ZodIssue): { code: string; message: string } {
  const { code, message } = issue;
  if (code === "invalid_type") return wrongType(issue);
  if (code === "custom") return { code: String(issue.params?.["discord"] ?? "BASE_TYPE_INVALID"), message };
  if (code === "invalid_union")
    return { code: "UNION_TYPE_CHOICES", message: 'Value of field "type" is not allowed here.' };
  if (code === "invalid_value") {
    return { code: "BASE_TYPE_CHOICES", message: `Value must be one of {${issue.values.map(String).join(", ")}}.` };
  }
  if (code === "too_big")
    return { code: "NUMBER_TYPE_MAX", message: `Value should be less than or equal to ${issue.maximum}.` };
  if (code === "too_small")
    return { code: "NUMBER_TYPE_MIN", message: `Value should be greater than or equal to ${issue.minimum}.` };
  return { code: "BASE_TYPE_INVALID", message };
}

function wrongType(issue: z.core.$ZodIssueInvalidType): { code: string; message: string } {
  if (issue.input === undefined) return { code: "BASE_TYPE_REQUIRED", message: "This field is required" };
  const [code, message] = CONVERSIONS[issue.expected] ?? ["BASE_TYPE_INVALID", issue.message];
  return { code, message };
}
