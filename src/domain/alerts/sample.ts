import type { Configuration } from "../configuration/configuration.ts";
import { showAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { usualWindow } from "../quotas/quota-wish.ts";
import type { AlertRule, AlertRuleOf } from "./alert-rule.ts";
import { levelsOf } from "./levels.ts";
import type { Level } from "./observation.ts";
import type { AlertKind, Severity } from "./kinds.ts";

/** An alert as a rule would make it, with figures that are made up. */
export interface Sample {
  readonly meter: string;
  readonly window: string;
  readonly value: Units;
  readonly limit: Units | null;
  readonly levels: readonly Level[];
  /** Index into levels. */
  readonly level: number;
  readonly facts: object;
}

type Making = { readonly [Kind in AlertKind]: (rule: AlertRuleOf<Kind>, meter: Meter) => Sample };

const ROUND = 400n;

/** What the rule would tell at its second level, or its first if it has one. */
export function sampleOf(rule: AlertRule, { meters }: Pick<Configuration, "meters">): Sample {
  const meter = meters.find(({ name }) => name === rule.meter) ?? meters.find(({ kind }) => kind === "counter");
  if (!meter) throw new Error("something is always counted");
  // Safe: the table has under each kind the function for rules of that kind.
  const make = makers[rule.kind] as (rule: AlertRule, meter: Meter) => Sample;
  return make(rule, meter);
}

const makers: Making = {
  quota: ofLimit,
  overage: ofLimit,
  usage({ spec: { thresholds, hours } }, meter) {
    const levels = levelsOf({
      thresholds: thresholds.map((one) => ({ of: "used", ...one })),
      limit: null,
      isSoft: false,
      value: 0n,
      amountWords: (units) => showAmount(meter, units),
    });
    const level = Math.min(1, levels.length - 1);
    const window = `rolling:${hours}h`;
    return { meter: meter.name, window, value: levels[level]?.at ?? 0n, limit: null, levels, level, facts: { hours } };
  },
  forecast: ({ spec: { severity } }, meter) => {
    const limit = ROUND * 10n ** BigInt(meter.decimals);
    const levels = [{ name: "100 %", severity, at: limit, clearAt: limit }];
    const used = String((limit * 3n) / 4n);
    return { meter: meter.name, window: "month", value: limit + limit / 5n, limit, levels, level: 0, facts: { used } };
  },
  failures: ({ spec: { severity, hours } }) =>
    plain(severity, 6n, {
      hours,
      failed: 6,
      ended: 10,
      causes: [
        { cause: "exit 137", count: 4, jobs: ["train-1", "train-2"] },
        { cause: "exit 1", count: 2 },
      ],
    }),
  unusual: ({ spec: { severity } }, meter) => {
    const of = (number: bigint) => String(number * 10n ** BigInt(meter.decimals));
    const facts = { hours: 24, seen: of(340n), baseline: of(100n), score: 6.4 };
    return { ...plain(severity, BigInt(of(340n)), facts), meter: meter.name };
  },
  idle: ({ spec: { severity, hours } }) => plain(severity, 1n, { hours, holds: "8 GPUs", busyPercent: 1 }),
  approvals: ({ spec: { severity } }) => plain(severity, 2n, { total: 2 }),
  expiring: ({ spec: { severity } }) => plain(severity, 2n, { total: 2 }),
  stale: ({ spec: { severity } }) => plain(severity, 12n, { total: 12 }),
  deliveries: ({ spec: { severity } }) => plain(severity, 3n, { total: 3 }),
  external: () => plain("warning", 1n, { summary: "Something happened in another system" }),
};

function plain(severity: Severity, value: bigint, facts: object): Sample {
  const levels = [{ name: "", severity, at: value, clearAt: value }];
  return { meter: "", window: "", value, limit: null, levels, level: 0, facts };
}

function ofLimit({ spec: { thresholds, every }, window }: AlertRuleOf<"quota" | "overage">, meter: Meter): Sample {
  const limit = ROUND * 10n ** BigInt(meter.decimals);
  const levels = levelsOf({
    thresholds,
    every,
    limit,
    isSoft: true,
    value: 0n,
    amountWords: (units) => showAmount(meter, units),
  });
  const level = Math.min(1, levels.length - 1);
  const value = levels[level]?.at ?? limit;
  const remaining = thresholds.every(({ of }) => of === "left");
  return {
    meter: meter.name,
    window: window ?? usualWindow(meter),
    value,
    limit,
    levels,
    level,
    facts: remaining ? { remaining } : {},
  };
}
