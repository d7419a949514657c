import { z } from "zod";
import { readRate } from "../rates/rate.ts";
import { weekdays } from "../rates/usage-factor.ts";
import { expected, MOST_LABEL, MOST_NAME, oneOf, section, text } from "./schema.ts";

const RATE_HINT = "a number with at most four decimals, such as 2.5";
const rate = z.string(expected(RATE_HINT)).transform((text, context) => {
  const read = readRate(text);
  if (read === undefined) context.addIssue({ code: "custom", message: `should be ${RATE_HINT}` });
  return read ?? 0;
});

/** One of `accelerators`. */
export const acceleratorSchema = section(
  {
    label: text("what people read, such as H100", MOST_LABEL).optional(),
    memory: text("how much it has, such as 80 GB", MOST_LABEL).optional(),
    rates: z.record(z.string(), rate, expected("rates by meter, such as gpu_hours: 2.5")).optional(),
  },
  "the properties of an accelerator: label, memory, rates",
);

/** One of `usage_factors`. */
export const usageFactorSchema = section(
  {
    label: text("what people read, such as Nights", MOST_LABEL),
    meter: text("the name of a meter", MOST_NAME),
    between: z
      .string(expected("two times of day, such as 20:00-06:00"))
      .regex(
        /^(?:[01]?\d|2[0-3]):[0-5]\d\s*-\s*(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/u,
        "should be two times of day, such as 20:00-06:00",
      )
      .optional(),
    on: z.array(oneOf(weekdays), expected("a list of days, such as [sat, sun]")).min(1, "should have a day").optional(),
    factor: rate,
  },
  "the properties of a usage factor: label, meter, between, on, factor",
);
