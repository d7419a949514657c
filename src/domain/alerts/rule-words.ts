import type { Configuration } from "../configuration/configuration.ts";
import { showAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import type { AlertRule, AlertRuleOf } from "./alert-rule.ts";
import type { AlertKind } from "./kinds.ts";
import type { Step, Threshold } from "./rule-spec.ts";

type Meters = Pick<Configuration, "meters">;
type Words = { readonly [Kind in AlertKind]: (rule: AlertRuleOf<Kind>, meter: Meter | undefined) => string };

/** What a rule tells of; completes "It tells …": "from 80, 95 and 100 % of GPU hours on". */
export function tellsWords(rule: AlertRule, { meters }: Meters): string {
  const meter = meters.find(({ name }) => name === rule.meter);
  // Safe: the table has under each kind the function for rules of that kind.
  const say = words[rule.kind] as (rule: AlertRule, meter: Meter | undefined) => string;
  return say(rule, meter);
}

const words: Words = {
  quota: limitWords,
  overage: limitWords,
  usage: ({ spec: { thresholds, hours } }, meter) =>
    `from ${listed(thresholds.map(({ amount }) => amountWords(amount, meter)))} within ${inHours(hours)} on`,
  forecast: (_rule, meter) => `when ${meter?.label ?? "a limit"} will run out before the window ends`,
  failures: ({ spec: { least, percent, hours } }) =>
    `from ${least.toLocaleString("en-US")} failed jobs and ${percent} % of those that ended within ${inHours(hours)} on`,
  unusual: ({ spec: { score } }, meter) =>
    `what is unusual${meter ? ` of ${meter.label}` : ""}, from a score of ${score} on`,
  idle: ({ spec: { hours, percent, action, actAfterHours } }) =>
    `what was held for ${inHours(hours)} and used no more than ${percent} %${action === "release" ? `, released when nobody answers within ${inHours(actAfterHours)}` : ""}`,
  approvals: ({ spec: { hours } }) => `requests that have waited for ${inHours(hours)}`,
  expiring: ({ spec: { days } }) => `what ends within ${inDays(days)}`,
  stale: ({ spec: { days } }) => `accounts that nobody used for ${inDays(days)}`,
  deliveries: ({ spec: { least, hours } }) => `from ${least} messages on that did not arrive within ${inHours(hours)}`,
  external: () => "what another system tells",
};

function limitWords({ spec: { thresholds, every } }: AlertRuleOf<"quota" | "overage">, meter: Meter | undefined) {
  const percents = thresholds.filter((one) => "percent" in one && one.of === "used");
  const others = thresholds.filter((one) => !percents.includes(one));
  const of = meter ? ` of ${meter.label}` : " of any limit";
  const shares = percents.flatMap((one) => ("percent" in one ? [String(one.percent)] : []));
  const parts = [
    ...(shares.length > 0 ? [`${listed(shares)} %${of}`] : []),
    ...others.map((one) => thresholdWords(one, meter)),
  ];
  const again = every ? `, and every ${stepWords(every, meter)} after` : "";
  return `from ${listed(parts)} on${again}`;
}

/** "80 %", "50 GPU hours left". */
export function thresholdWords(threshold: Threshold, meter: Meter | undefined): string {
  const left = threshold.of === "left" ? " left" : "";
  return `${stepWords(threshold, meter)}${left}`;
}

function stepWords(step: Step | Threshold, meter: Meter | undefined): string {
  return "percent" in step ? `${step.percent} %` : amountWords(step.amount, meter);
}

function amountWords(amount: bigint, meter: Meter | undefined): string {
  return meter ? showAmount(meter, amount) : amount.toLocaleString("en-US");
}

const HOURS_OF_DAY = 24;

/** "an hour", "6 hours", "2 days". */
export function inHours(hours: number): string {
  if (hours > HOURS_OF_DAY && hours % HOURS_OF_DAY === 0) return inDays(hours / HOURS_OF_DAY);
  return hours === 1 ? "an hour" : `${hours.toLocaleString("en-US")} hours`;
}

function inDays(days: number): string {
  return days === 1 ? "a day" : `${days.toLocaleString("en-US")} days`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
