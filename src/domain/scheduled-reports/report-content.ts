import { z } from "zod";
import { alertKinds, severities } from "../alerts/kinds.ts";
import { reportKinds } from "./report-kind.ts";

const units = z
  .string()
  .regex(/^-?\d+$/u)
  .transform((text) => BigInt(text));
const instant = z.iso.datetime().transform((text) => new Date(text));
const count = z.int().nonnegative();

const used = z.object({
  meter: z.string(),
  amount: units,
  /** In as many days right before. */
  before: units,
});

const holder = z.object({ name: z.string(), amount: units });

const limit = z.object({
  meter: z.string(),
  window: z.string(),
  startsAt: instant,
  used: units,
  allowance: units.nullable(),
  /** If use goes on as it was; null: not in this window. */
  reachedAt: instant.nullable(),
  daysLeft: z.number().nullable(),
});

const alert = z.object({
  kind: z.enum(alertKinds),
  subject: z.string(),
  /** It is about one person. */
  isPersonal: z.boolean(),
  meter: z.string().nullable(),
  severity: z.enum(severities),
  /** The highest level that was told: "95 %". */
  level: z.string().nullable(),
  /** Another system's words. */
  summary: z.string().optional(),
  firedAt: instant,
  outcome: z.enum(["open", "over"]),
  /** "limit-raised", "fell", …; null while it is open. */
  resolution: z.string().nullable(),
  resolvedBy: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
});

const ending = z.object({
  /** Whose it is. */
  name: z.string(),
  isPersonal: z.boolean(),
  /** "+200 GPU hours", "Loan of 40 GPU hours". */
  what: z.string(),
  /** "granted by Alice". */
  why: z.string(),
  at: instant,
});

const over = z.object({
  name: z.string(),
  isPersonal: z.boolean(),
  meter: z.string(),
  used: units,
  allowance: units,
});

const installation = z.object({
  over: z.array(over),
  overCount: count,
  waiting: z.object({ people: count, invitations: count, requests: count }),
  undelivered: count,
  degraded: z.array(z.string()),
  accounts: z.object({ all: count, fresh: count, stale: count }),
  noisy: z.array(z.object({ name: z.string(), suggestion: z.string() })),
});

/** What a report says, fixed when it was due. Amounts are whole numbers of a meter's smallest unit. */
const content = z.object({
  what: z.enum(reportKinds),
  /** "Vision Lab", "the installation". */
  name: z.string(),
  organizationId: z.string().nullable(),
  /** Whole days of usage in the installation's zone; `until` is exclusive. */
  from: instant,
  until: instant,
  /** Of what happens at an instant. */
  since: instant,
  dueAt: instant,
  /** Asked for by somebody, not by the schedule. */
  askedBy: z.string().nullable(),
  usage: z.object({
    meters: z.array(used),
    cost: z.object({ amount: units, before: units }),
    /** What the picture and the rankings are of. */
    lead: z
      .object({
        meter: z.string(),
        days: z.array(z.object({ at: instant, amount: units, formerAt: instant, before: units })),
        people: z.array(holder),
        organizations: z.array(holder),
      })
      .nullable(),
    limits: z.array(limit),
    /** What was given back of what lay idle; null: not counted here. */
    reclaimed: z.array(z.object({ meter: z.string(), amount: units })).nullable(),
  }),
  alerts: z.object({ total: count, open: count, acknowledged: count, rows: z.array(alert) }),
  ending: z.array(ending),
  installation: installation.nullable(),
});

export type ReportContent = z.infer<typeof content>;
export type LimitReported = z.infer<typeof limit>;
export type AlertReported = z.infer<typeof alert>;
export type EndingReported = z.infer<typeof ending>;
export type InstallationReported = z.infer<typeof installation>;

/** undefined: this version does not know what it means. */
export function readContent(json: unknown): ReportContent | undefined {
  const read = content.safeParse(json);
  return read.success ? read.data : undefined;
}

/** As it is kept: amounts and instants as text. */
export function writeContent(value: ReportContent): z.input<typeof content> {
  const written: unknown = JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? one.toString() : one)),
  );
  // Safe: dates and whole numbers have become the texts that the schema reads.
  return written as z.input<typeof content>;
}
