import { z } from "zod";

/** How alerts are told. Times in milliseconds. */
export interface AlertSettings {
  /** How long a channel waits for more of the same rule before it is told. */
  readonly groupWaitMs: number;
  /** How long it waits for more after it was told of several. */
  readonly groupIntervalMs: number;
  /** After how long what still fails is told again; a multiple of the group's interval. */
  readonly repeatIntervalMs: number;
  /** How many messages an hour a channel gets before the rest goes into one digest; critical ones always go. */
  readonly budgetPerHour: number;
  /** Minutes after midnight, in the reader's zone, at which the daily digest comes. */
  readonly digestAt: number;
  /** After how long another system's alert that was not heard of again is over. */
  readonly externalEndsMs: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_BUDGET = 1_000;

const unitsMs: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS };

/**
 * Alertmanager's own defaults, semantics E9. It sends what goes on each repeat_interval (4 h), rounded up to its
 * group_interval (5 min): twice that, and something for what comes late.
 */
export const builtInAlerts: AlertSettings = {
  groupWaitMs: 30 * SECOND_MS,
  groupIntervalMs: 5 * MINUTE_MS,
  repeatIntervalMs: 4 * HOUR_MS,
  budgetPerHour: 20,
  digestAt: 8 * 60,
  externalEndsMs: 9 * HOUR_MS,
};

const TIME_HINT = "a time of day, such as 08:00";
const BUDGET_HINT = `a whole number from 1 to ${MOST_BUDGET.toLocaleString("en-US")}`;

const expected = (hint: string) => ({ error: `should be ${hint}` });

function span(example: string, from: number, to: number) {
  const hint = `a time of at least ${spanText(from)} and at most ${spanText(to)}, such as ${example}`;
  return z
    .string(expected(hint))
    .regex(/^\d{1,5} ?[smh]$/u, `should be ${hint}`)
    .transform((text) => Number.parseInt(text, 10) * (unitsMs[text.at(-1) ?? ""] ?? 0))
    .refine((milliseconds) => milliseconds >= from && milliseconds <= to, `should be ${hint}`);
}

/** "30 s", "5 min", "4 h". */
export function spanText(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds % HOUR_MS === 0) return `${milliseconds / HOUR_MS} h`;
  if (milliseconds > 0 && milliseconds % MINUTE_MS === 0) return `${milliseconds / MINUTE_MS} min`;
  return `${milliseconds / SECOND_MS} s`;
}

/** What may stand below "alerts". */
export const alertShape = {
  group_wait: span("30s", 0, HOUR_MS).optional(),
  group_interval: span("5m", SECOND_MS, 24 * HOUR_MS).optional(),
  repeat_interval: span("4h", MINUTE_MS, 24 * 31 * HOUR_MS).optional(),
  budget_per_hour: z
    .string(expected(BUDGET_HINT))
    .regex(/^\d{1,4}$/u, `should be ${BUDGET_HINT}`)
    .transform(Number)
    .refine((number) => number >= 1 && number <= MOST_BUDGET, `should be ${BUDGET_HINT}`)
    .optional(),
  digest_at: z
    .string(expected(TIME_HINT))
    .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$/u, `should be ${TIME_HINT}`)
    .transform((text) => text.split(":").reduce((minutes, part) => minutes * 60 + Number(part), 0))
    .optional(),
  external_ends_after: span("9h", MINUTE_MS, 24 * 31 * HOUR_MS).optional(),
};

export const ALERT_SHAPE_HINT =
  "group_wait, group_interval, repeat_interval, budget_per_hour, digest_at and external_ends_after";

type AlertText = { readonly [Key in keyof typeof alertShape]?: z.output<(typeof alertShape)[Key]> };

/** What is left out is as in `otherwise`. */
export function alertSettingsOf(text: AlertText, otherwise: AlertSettings): AlertSettings {
  const groupIntervalMs = text.group_interval ?? otherwise.groupIntervalMs;
  const repeatMs = text.repeat_interval ?? otherwise.repeatIntervalMs;
  return {
    groupWaitMs: text.group_wait ?? otherwise.groupWaitMs,
    groupIntervalMs,
    repeatIntervalMs: Math.ceil(repeatMs / groupIntervalMs) * groupIntervalMs,
    budgetPerHour: text.budget_per_hour ?? otherwise.budgetPerHour,
    digestAt: text.digest_at ?? otherwise.digestAt,
    externalEndsMs: text.external_ends_after ?? otherwise.externalEndsMs,
  };
}

/** "gathered for 30 s, then every 5 min, repeated after 4 h, at most 20 an hour, digest at 08:00". */
export function alertLine(settings: AlertSettings): string {
  const { groupWaitMs, groupIntervalMs, repeatIntervalMs, budgetPerHour, digestAt, externalEndsMs } = settings;
  const digest = [Math.floor(digestAt / 60), digestAt % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return [
    `gathered for ${spanText(groupWaitMs)}`,
    `then every ${spanText(groupIntervalMs)}`,
    `repeated after ${spanText(repeatIntervalMs)}`,
    `at most ${budgetPerHour} an hour`,
    `digest at ${digest}`,
    `other systems' alerts over ${spanText(externalEndsMs)} after they were last heard of`,
  ].join(", ");
}
