import { z } from "zod";
import {
  acceleratorName,
  amount,
  jobName,
  meterName,
  organizationName,
  personName,
  storable,
} from "../usage/cloud-event.ts";
import { oneOrMany } from "../validate.ts";

/** In one request of many. */
const MOST_ITEMS = 1_000;
const MOST_METERS = 20;
const LONGEST_SECONDS = 30 * 24 * 60 * 60;

const wanted = z
  .array(
    z.strictObject({
      meter: meterName,
      amount: amount.meta({ description: "What it takes for certain" }),
      most: amount.optional().meta({
        description:
          "What it may come to, such as resources times the time limit. Limits of the model hard_safe hold it.",
      }),
      accelerator: acceleratorName.optional(),
    }),
  )
  .min(1)
  .max(MOST_METERS);

const who = { person: personName.optional(), organization: organizationName.optional() };
const isSomebody = ({ person, organization }: { person?: string | undefined; organization?: string | undefined }) =>
  person !== undefined || organization !== undefined;
const NOBODY = "Name a person, an organization, or both.";

const forSeconds = z
  .int()
  .min(1)
  .max(LONGEST_SECONDS)
  .meta({ description: "Until it expires by itself", examples: [3600] });
const reservation = z.uuid().meta({ description: "As reserve answered it" });
const idempotencyKey = storable(255);

export const ask = z
  .strictObject({ ...who, wanted })
  .refine(isSomebody, NOBODY)
  .meta({ id: "Ask" });
export const reserve = z
  .strictObject({
    ...who,
    wanted,
    for_seconds: forSeconds,
    job: jobName.optional(),
    key: idempotencyKey.optional().meta({ description: "As the header Idempotency-Key, for each of many" }),
  })
  .refine(isSomebody, NOBODY)
  .meta({ id: "Reserve" });
export const commit = z
  .strictObject({
    reservation,
    used: z
      .array(z.strictObject({ meter: meterName, amount, accelerator: acceleratorName.optional() }))
      .max(MOST_METERS)
      .optional()
      .meta({
        description:
          "What was really used; meters left out are committed as they were held. May be less, or more. Name the accelerator again: what comes without one counts as it is. Usage factors are those of the time of use.",
      }),
    at: z.iso.datetime({ offset: true }).optional().meta({ description: "When it was used; left out: now" }),
  })
  .meta({ id: "Commit" });
export const release = z.strictObject({ reservation }).meta({ id: "Release" });
export const extend = z.strictObject({ reservation, for_seconds: forSeconds }).meta({ id: "Extend" });

export const bodies = {
  check: oneOrMany(ask, { most: MOST_ITEMS }),
  reserve: oneOrMany(reserve, { most: MOST_ITEMS }),
  commit: oneOrMany(commit, { most: MOST_ITEMS }),
  release: oneOrMany(release, { most: MOST_ITEMS }),
  extend: oneOrMany(extend, { most: MOST_ITEMS }),
};

export type AskBody = z.output<typeof ask>;
export type ReserveBody = z.output<typeof reserve>;
export type CommitBody = z.output<typeof commit>;
export type ReleaseBody = z.output<typeof release>;
export type ExtendBody = z.output<typeof extend>;
