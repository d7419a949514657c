import { levelReached, percentOfLimit } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertKind } from "../../domain/alerts/kinds.ts";
import { inHours } from "../../domain/alerts/rule-words.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { severityNames } from "./alert-kinds.ts";
import { usedOf } from "./limit-line.ts";
import { count } from "./words.ts";

type Seen = Pick<AlertView, "value" | "limit">;
type Amounts = { readonly [Kind in AlertKind]: (alert: AlertView, seen: Seen) => string };

/** Thousandths of a score make the value of what is unusual. */
const THOUSAND = 1_000;

/** How much it is, as its kind counts it: "380 of 400 (95 %)", "340 GPU hours, usually 100", "6 of 10 jobs". */
export function howMuch(alert: AlertView): string {
  const { kind, facts, meter } = alert;
  if (kind === "unusual") return unusualWords(alert);
  if (kind === "forecast" && meter && facts.used !== undefined)
    return `${usedOf(meter, { used: facts.used, allowance: alert.limit })} now`;
  if (kind === "failures" && facts.ended)
    return `${valueOf(facts.failed ?? alert.value)} of ${count(facts.ended, "job", "jobs")}`;
  return amounts[kind](alert, { ...alert, value: BigInt(facts.total ?? alert.value) });
}

/** The same of a moment that is past, as a step recorded it; by itself, so with the unit. */
export function howMuchThen(alert: AlertView, seen: Seen): string {
  const { meter, kind } = alert;
  if (isOfLimit(kind) && meter && seen.limit !== null)
    return withPercent(`${showNumber(meter, seen.value)} of ${showAmount(meter, seen.limit)}`, seen);
  return amounts[alert.kind](alert, seen);
}

const amounts: Amounts = {
  quota: shareWords,
  overage: shareWords,
  usage: ({ meter, facts }, { value }) => `${amountWords(meter, value)} within ${inHours(facts.hours ?? 1)}`,
  forecast: ({ meter }, { value }) => `${amountWords(meter, value)} by the end`,
  failures: (_alert, { value }) => `${count(Number(value), "job", "jobs")} failed`,
  unusual: ({ facts }, { value }) =>
    facts.score === undefined
      ? count(Number(value), "sign", "signs")
      : `score ${(Number(value) / THOUSAND).toFixed(1)}`,
  idle: (_alert, { value }) => `${inHours(Number(value))} idle`,
  approvals: (_alert, { value }) => count(Number(value), "request", "requests"),
  expiring: (_alert, { value }) => `${valueOf(value)} soon`,
  stale: (_alert, { value }) => count(Number(value), "account", "accounts"),
  deliveries: (_alert, { value }) => count(Number(value), "message", "messages"),
  external: ({ facts }) => facts.summary ?? facts.source ?? "",
};

function shareWords({ meter }: AlertView, { value, limit }: Seen): string {
  if (!meter || limit === null) return amountWords(meter, value);
  return withPercent(usedOf(meter, { used: value, allowance: limit }), { value, limit });
}

function isOfLimit(kind: AlertKind): boolean {
  return kind === "quota" || kind === "overage";
}

function withPercent(words: string, seen: Seen): string {
  const percent = percentOfLimit(seen);
  return percent === undefined ? words : `${words} (${percent} %)`;
}

function unusualWords({ meter, facts, value }: AlertView): string {
  if (facts.signal !== undefined) return facts.signal;
  if (!meter || facts.seen === undefined)
    return facts.score === undefined ? count(Number(value), "sign", "signs") : `score ${facts.score.toFixed(1)}`;
  const usual = facts.baseline === undefined ? "" : `, usually ${showNumber(meter, facts.baseline)}`;
  return `${showAmount(meter, facts.seen)} within ${inHours(facts.hours ?? 1)}${usual}`;
}

function amountWords(meter: Meter | undefined, value: Units): string {
  return meter ? showAmount(meter, value) : valueOf(value);
}

function valueOf(value: number | bigint): string {
  return value.toLocaleString("en-US");
}

/** "critical, level 95 %", "warning, acknowledged by Chen Li", "over". */
export function stateOf(alert: AlertView): string {
  if (alert.phase === "resolved") return "over";
  const severity = severityNames[alert.severity];
  if (alert.acknowledged) return `${severity}, acknowledged by ${alert.acknowledged.by}`;
  const level = alert.levels.length > 1 ? levelReached(alert) : undefined;
  return level?.name ? `${severity}, level ${level.name}` : severity;
}
