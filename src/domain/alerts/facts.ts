import { z } from "zod";

/** What is not there, or not as expected, is left out: a card says less rather than fail. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const units = z.union([z.string().regex(/^-?\d+$/u), z.int()]).transform((value) => BigInt(value));
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const count = z.int().nonnegative();

const estimate = z.object({ low: maybe(instant), middle: maybe(instant), high: maybe(instant) });

/** One of several things that an alert is about: a request that waits, a grant that ends, a message that did not arrive. */
const item = z.object({
  name: z.string(),
  /** What it is, or why: "request for 200 GPU hours", "channel is archived". */
  what: maybe(z.string()),
  /** Since when it waits, when it ends, when it was last used. */
  at: maybe(instant),
});

/** Units are of the alert's meter. Everything may be missing. */
const facts = z.object({
  /** A marked sample. */
  sample: maybe(z.boolean()),
  /** The levels are about what is left, not about what is used. */
  remaining: maybe(z.boolean()),
  /** `usage`, `failures`, `unusual`: over how many hours the value was added up. */
  hours: maybe(z.number().positive()),
  /** `forecast`: when the limit will be reached. */
  reachedAt: maybe(estimate),
  /** `forecast`: what is used until now; the value is what will have been. */
  used: maybe(units),
  /** `failures`: how many ended, how many of them failed, and why, most frequent first. */
  ended: maybe(count),
  failed: maybe(count),
  causes: maybe(
    z.array(z.object({ cause: z.string(), count, jobs: maybe(z.array(z.string())), link: maybe(z.url()) }).readonly()),
  ),
  /** `unusual`: the hour that was looked at; what is usual, what it is now, how far from it (3.5 is unusual), by which method or signal. */
  hour: maybe(instant),
  baseline: maybe(units),
  seen: maybe(units),
  score: maybe(z.number()),
  /** Plain words of what else is unusual: "first use of h100". */
  signal: maybe(z.string()),
  /** The same by their keys, in observe/behaviour.ts. */
  signals: maybe(z.array(z.string())),
  /** What was used most at that: jobs or people. */
  contributors: maybe(z.array(z.object({ name: z.string(), amount: maybe(units) }))),
  /** Alerts below, and how many percent of what is above the usual are due to each; people first. */
  explaining: maybe(z.array(z.object({ alertId: z.uuid(), name: z.string(), percent: z.number() })).readonly()),
  /** `idle`: the reservation, what it holds in words, by whom, since when, and how busy it is in percent. */
  reservationId: maybe(z.uuid()),
  job: maybe(z.string()),
  holds: maybe(z.string()),
  holder: maybe(z.string()),
  since: maybe(instant),
  busyPercent: maybe(z.number()),
  /** `approvals`, `expiring`, `stale`, `deliveries`: which, the most urgent first. */
  items: maybe(z.array(item)),
  total: maybe(count),
  /** `external`: the other system's words. */
  summary: maybe(z.string()),
  description: maybe(z.string()),
  source: maybe(z.string()),
  link: maybe(z.url()),
  /** Whoever changed the limit, where that is the cause. */
  changedBy: maybe(z.string()),
});

export type FactsRead = z.infer<typeof facts>;

/** An alert's facts, as far as they are understood. */
export function readFacts(json: unknown): FactsRead {
  const read = facts.safeParse(json);
  return read.success ? read.data : nothing;
}

const nothing = facts.parse({});
