import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { ALERT_SHAPE_HINT, alertShape } from "./alert-settings.ts";
import { webhookShape } from "./webhook-settings.ts";
import { limitModels } from "./configuration.ts";
import { faultOfDenialText, MOST_DENIAL_TEXT } from "./denial-text.ts";

/** Every value is the text that stands in the file; what fits is said as the end of "… should be". */

export const MOST_NAME = 40;
export const MOST_LABEL = 60;
const MOST_DESCRIPTION = 300;
/** As many as an alert rule may have (semantics E9). */
const MOST_THRESHOLDS = 20;
const MOST_PERCENT = 1_000;
const MOST_PLANS = 100;
const MOST_FACTORS = 50;

/** "is missing; it should be a day of the week" or "should be a day of the week". */
export const expected = (hint: string) => ({
  error: (issue: { readonly input?: unknown }) =>
    issue.input === undefined ? `is missing; it should be ${hint}` : `should be ${hint}`,
});

export const text = (hint: string, most: number) =>
  z.string(expected(hint)).trim().min(1, `should be ${hint}`).max(most, `should be at most ${most} characters`);

const whole = (from: number, to: number) => {
  const hint = `a whole number from ${from.toLocaleString("en-US")} to ${to.toLocaleString("en-US")}`;
  return z
    .string(expected(hint))
    .regex(/^\d{1,9}$/u, `should be ${hint}`)
    .transform(Number)
    .refine((number) => number >= from && number <= to, `should be ${hint}`);
};

const yesOrNo = z
  .string(expected("true or false"))
  .regex(/^(?:true|false|yes|no|on|off)$/iu, "should be true or false")
  .transform((word) => /^(?:true|yes|on)$/iu.test(word));

/** One of these words. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, expected(`${values.slice(0, -1).join(", ")} or ${values.at(-1)}`));

/** A mapping that knows its keys: each unknown one is named, with the known one most like it. */
export function section<Shape extends z.ZodRawShape>(shape: Shape, hint: string) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknown(key, known)).join("\n")
        : expected(hint).error(issue),
  });
}

const mapping = (hint: string) => z.record(z.string(), z.unknown(), expected(hint));

function mapValues<Key extends string, Value, Result>(
  values: Readonly<Record<Key, Value>>,
  change: (value: Value) => Result,
): Record<Key, Result> {
  // Safe: the same keys, each with what its value became.
  return Object.fromEntries(Object.entries<Value>(values).map(([key, value]) => [key, change(value)])) as Record<
    Key,
    Result
  >;
}

/** What is said of a name that is none of these. */
export function unknown(name: string, known: readonly string[]): string {
  const near = known.toSorted((one, other) => distance(name, one) - distance(name, other))[0];
  const isAlike = near !== undefined && distance(name, near) <= Math.max(2, near.length / 3);
  return isAlike ? `is not known; did you mean ${near}?` : `is not known; there are ${known.join(", ")}`;
}

/** In the file a long text may be written over several lines. */
const denialText = text("what is said where quota is refused", MOST_DENIAL_TEXT)
  .transform((typed) => typed.replaceAll(/[\r\n]+/gu, " "))
  .superRefine((typed, context) => {
    const message = faultOfDenialText(typed);
    if (message) context.addIssue({ code: "custom", message });
  });

/** One of `meters`. */
export const meterSchema = section(
  {
    label: text("what people read, such as GPU hours", MOST_LABEL).optional(),
    unit: text("what stands behind a number, such as GPU hours or GB", MOST_LABEL).optional(),
    kind: oneOf(["counter", "gauge"]).optional(),
    decimals: whole(0, 9).optional(),
    price: z
      .string(expected("a price for one unit, such as 2.10"))
      .regex(/^\d{1,9}(?:\.\d{1,9})?$/u, "should be a price for one unit, such as 2.10")
      .optional(),
    denial_text: denialText.optional(),
  },
  "the properties of a meter: label, unit, kind, decimals, price, denial_text",
);

const percentage = z
  .string(expected("a percentage, such as 80"))
  .regex(/^\d{1,4} ?%?$/u, "should be a percentage, such as 80")
  .transform((word) => Number.parseInt(word, 10))
  .refine(
    (percent) => percent >= 1 && percent <= MOST_PERCENT,
    `should be from 1 to ${MOST_PERCENT.toLocaleString("en-US")}`,
  );

/** One limit of a plan, after "400 per month" was taken apart. */
export const limitSchema = section(
  {
    amount: text("an amount, unlimited or none", 100),
    window: text("a window, such as month", MOST_LABEL).optional(),
    model: oneOf(limitModels).optional(),
    grace: whole(0, MOST_PERCENT).optional(),
    thresholds: z
      .array(percentage, expected("a list of percentages, such as [50, 80, 95, 100]"))
      .max(MOST_THRESHOLDS, `should be at most ${MOST_THRESHOLDS} percentages`)
      .optional(),
  },
  "an amount such as 400 per month, or the properties of a limit: amount, window, model, grace, thresholds",
);

/** One of `plans`; its limits are read one by one. */
export const planSchema = section(
  {
    name: z
      .string(expected("a name of small letters and digits, such as small"))
      .regex(/^[a-z][a-z0-9_-]*$/u, "should be a name of small letters and digits, such as small")
      .max(MOST_NAME, `should be at most ${MOST_NAME} characters`),
    label: text("what people read, such as Small", MOST_LABEL).optional(),
    description: text("a sentence on whom it is for", MOST_DESCRIPTION).optional(),
    default: yesOrNo.optional(),
    assigned_by: oneOf(["admin", "super_admin"]).optional(),
    limits: mapping("limits by meter, such as gpu_hours: 400 per month").optional(),
  },
  "the properties of a plan: name, label, description, default, assigned_by, limits",
);

/** The file's own settings, each read by itself so that a fault in one hides none in another. */
export const settingSchemas = {
  time_zone: text("a time zone, such as Europe/Berlin", MOST_LABEL),
  week_starts_on: oneOf(["monday", "sunday"]),
  currency: z.string(expected("a currency, such as EUR")).regex(/^[A-Z]{3}$/u, "should be a currency, such as EUR"),
  reload: oneOf(["on_change", "by_command"]),
  meters: mapping("meters by name"),
  denial_text: denialText,
  accelerators: mapping("accelerators by name"),
  usage_factors: z
    .array(z.unknown(), expected("a list of usage factors"))
    .max(MOST_FACTORS, `should have at most ${MOST_FACTORS} usage factors`),
  plans: z
    .array(z.unknown(), expected("a list of plans"))
    .min(1, "should have at least one plan")
    .max(MOST_PLANS, `should have at most ${MOST_PLANS} plans`),
  keep_events_days: whole(7, 3_650),
  fair_share: section(
    {
      meter: text("the name of a meter", MOST_NAME).optional(),
      half_life_days: whole(0, 3_650).optional(),
      entry_penalty: yesOrNo.optional(),
    },
    "meter, half_life_days and entry_penalty",
  ),
  requests: section(
    {
      longest_grant_days: whole(1, 3_650).optional(),
      answer_within_hours: whole(1, 720).optional(),
      escalate_after_hours: whole(1, 720).optional(),
      approvals: whole(1, 10).optional(),
      denials: whole(1, 10).optional(),
    },
    "longest_grant_days, answer_within_hours, escalate_after_hours, approvals and denials",
  ),
  alerts: section(alertShape, ALERT_SHAPE_HINT),
  webhooks: section(webhookShape, "allow"),
};

/** Whether the file is a mapping at all, and of known settings only. */
export const fileSchema = section(
  mapValues(settingSchemas, () => z.unknown().optional()),
  "settings by name",
);

export type MeterText = z.output<typeof meterSchema>;
export type PlanText = z.output<typeof planSchema>;
export type LimitText = z.output<typeof limitSchema>;
