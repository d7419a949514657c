import { z } from "zod";
import { severities } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";

/** A rule has no more, however its kind counts them. */
export const MOST_THRESHOLDS = 20;
/** Nothing is told above ten times a limit. */
export const MOST_PERCENT = 1_000;

const HOUR_MS = 3_600_000;
const duration = z.int().min(0);

/** In milliseconds; see observation.ts. */
export const timingSpec = z.object({
  pendingFor: duration.default(0),
  keepFiringFor: duration.default(0),
  repeatEvery: duration.nullable().default(null),
  grace: duration.default(0),
});

const told = {
  severity: z.enum(severities).optional(),
  /** Told to the person or the keepers themselves, never in a channel. */
  isDirect: z.literal(true).optional(),
};
const percentOf = z.number().min(0).max(MOST_PERCENT);
/** Whole smallest units of the meter, as JSON can write them. */
const amount = z
  .string()
  .regex(/^\d{1,18}$/u)
  .transform(BigInt);

/** Of what is used, or of what is left: then it is reached when no more than that is left. */
const threshold = z.union([
  z.object({
    of: z.enum(["used", "left"]),
    percent: percentOf,
    /** Only where the limit lets use go on beyond it. */
    onlySoft: z.literal(true).optional(),
    ...told,
  }),
  z.object({ of: z.enum(["used", "left"]), amount, ...told }),
]);

const step = z.union([z.object({ percent: percentOf.positive() }), z.object({ amount })]);

/** `every`: after the last threshold again and again. `clear`: how far below a threshold it is left again, if more than 2 %. */
const limits = {
  thresholds: z.array(threshold).min(1).max(MOST_THRESHOLDS),
  every: step.optional(),
  clear: step.optional(),
  timing: timingSpec.prefault({}),
};

const conditions = timingSpec.prefault({ repeatEvery: 4 * HOUR_MS });
const once = timingSpec.prefault({});
const count = z.int().positive();

/** What rules of each kind are kept with: JSON, of which what is missing has defaults. */
export const ruleSpecs = {
  quota: z.object(limits),
  overage: z.object(limits),
  /** So much within the last hours. */
  usage: z.object({
    hours: z
      .int()
      .min(1)
      .max(31 * 24),
    thresholds: z
      .array(z.object({ amount, ...told }))
      .min(1)
      .max(MOST_THRESHOLDS),
    timing: conditions,
  }),
  /** `severity` of a limit that will be reached before its window ends. */
  forecast: z.object({ severity: z.enum(severities).default("warning"), timing: once }),
  /** At least so many, and at least that share of what ended. */
  failures: z.object({
    hours: z
      .int()
      .min(1)
      .max(31 * 24)
      .default(1),
    least: count.default(3),
    percent: z.number().min(0).max(100).default(50),
    severity: z.enum(severities).default("warning"),
    timing: conditions,
  }),
  /** Semantics E10. */
  unusual: z.object({
    score: z.number().positive().default(3.5),
    decreases: z.boolean().default(false),
    leastSamples: count.default(14),
    /** Less than this is never unusual. */
    floor: amount.nullable().default(null),
    lambda: z.number().positive().max(1).default(0.2),
    width: z.number().positive().default(3),
    /** Which behaviour is looked at besides amounts; absent: all of it. */
    signals: z.array(z.string()).optional(),
    severity: z.enum(severities).default("warning"),
    timing: timingSpec.prefault({ repeatEvery: null }),
  }),
  /**
   * Held for so long, and used no more than that share of it. Whoever holds it is asked; those who answer for the
   * organization when no answer comes; then the rule acts, if it says how.
   */
  idle: z.object({
    hours: z
      .int()
      .min(1)
      .max(31 * 24)
      .default(2),
    percent: z.number().min(0).max(100).default(5),
    escalateAfterHours: count.default(4),
    action: z.enum(["none", "release"]).default("none"),
    actAfterHours: count.default(24),
    severity: z.enum(severities).default("warning"),
    timing: timingSpec.prefault({ repeatEvery: 24 * HOUR_MS }),
  }),
  approvals: z.object({ hours: count.default(24), severity: z.enum(severities).default("info"), timing: conditions }),
  expiring: z.object({ days: count.default(3), severity: z.enum(severities).default("info"), timing: once }),
  stale: z.object({ days: count.default(90), severity: z.enum(severities).default("info"), timing: once }),
  /** So many messages or calls of one route that did not arrive within the hours. */
  deliveries: z.object({
    hours: count.default(1),
    least: count.default(3),
    severity: z.enum(severities).default("warning"),
    timing: conditions,
  }),
  external: z.object({ timing: once }),
} as const satisfies Record<AlertKind, z.ZodType>;

export type SpecOf<Kind extends AlertKind> = z.output<(typeof ruleSpecs)[Kind]>;
/** As it is written to the database: amounts as text. */
export type WrittenSpec<Kind extends AlertKind> = z.input<(typeof ruleSpecs)[Kind]>;

/** Of the kinds that look at limits. */
export type Threshold = SpecOf<"quota">["thresholds"][number];
export type Step = NonNullable<SpecOf<"quota">["every"]>;
