import type { Units } from "../meters/meter.ts";
import type { Severity } from "./kinds.ts";
import type { Level } from "./observation.ts";
import type { Step, Threshold } from "./rule-spec.ts";

export interface Leveling {
  readonly thresholds: readonly Threshold[];
  /** After the last threshold again and again. */
  readonly every?: Step | undefined;
  /** How far below a level it is left again, if that is more than 2 % of the limit. */
  readonly clear?: Step | undefined;
  /** null: unlimited, or there is none; then only amounts used have levels. 0: percentages have none. */
  readonly limit: Units | null;
  /** Whether the limit lets use go on beyond it. */
  readonly isSoft: boolean;
  /** Levels that come again and again are listed up to the first above it. */
  readonly value: Units;
  /** "50 GPU hours". */
  amountWords(units: Units): string;
}

/** Fractions are kept exact: in hundred-thousandths of a smallest unit, for percentages of up to three decimals. */
const PARTS = 100_000n;
const LEAST_CLEAR_PERCENT = 2;
/** Of levels that come again and again. */
const MOST_RECURRING = 100;

/**
 * The lines that what is used may cross, lowest first, no two at the same amount (semantics E9). A level is reached when
 * value ≥ threshold and left when value < threshold − max(2 % of the limit, `clear`); exact, whatever the amounts.
 */
export function levelsOf(leveling: Leveling): readonly Level[] {
  const single = leveling.thresholds.flatMap((threshold) => singleLevel(threshold, leveling));
  const sorted = single.toSorted((one, other) => compared(one.parts, other.parts));
  return distinct([...sorted, ...recurring(sorted.at(-1), leveling)].map((placed) => levelOf(placed, leveling)));
}

/** A level by where it is exactly. */
interface Placed {
  readonly name: string;
  readonly severity: Severity;
  readonly parts: bigint;
  readonly percent?: number;
  readonly isDirect?: true;
}

function singleLevel(threshold: Threshold, leveling: Leveling): readonly Placed[] {
  const placed = "amount" in threshold ? amountLevel(threshold, leveling) : percentLevel(threshold, leveling);
  return placed ? [{ ...placed, ...(threshold.isDirect && { isDirect: true }) }] : [];
}

function amountLevel(threshold: Extract<Threshold, { amount: Units }>, leveling: Leveling): Placed | undefined {
  const { of, amount, severity = "warning" } = threshold;
  const words = leveling.amountWords(amount);
  if (of === "used") return { name: words, severity, parts: amount * PARTS };
  if (leveling.limit === null) return undefined;

  const isAll = amount === 0n && threshold.severity === undefined;
  return {
    name: `${words} left`,
    severity: isAll ? "critical" : severity,
    parts: (leveling.limit - amount) * PARTS,
  };
}

function percentLevel(threshold: Extract<Threshold, { percent: number }>, leveling: Leveling): Placed | undefined {
  const { limit, isSoft } = leveling;
  if (limit === null || limit === 0n || (threshold.onlySoft && !isSoft)) return undefined;

  const isLeft = threshold.of === "left";
  const percent = isLeft ? 100 - threshold.percent : threshold.percent;
  const name = isLeft ? `${percentWords(threshold.percent)} left` : percentWords(percent);
  return { name, severity: threshold.severity ?? severityAt(percent), parts: partOf(limit, percent), percent };
}

/** How urgent a share of a limit is, where the rule does not say. */
export function severityAt(percent: number): Severity {
  if (percent >= 100) return "critical";
  return percent >= 75 ? "warning" : "info";
}

function recurring(last: Placed | undefined, leveling: Leveling): readonly Placed[] {
  const { every, value } = leveling;
  const step = every && stepOf(every, leveling);
  if (!last || !every || !step) return [];

  const found: Placed[] = [];
  for (let times = 1; times <= MOST_RECURRING; times++) {
    const parts = last.parts + BigInt(times) * step;
    found.push({ severity: last.severity, parts, ...recurringName(last, { every, times, parts }, leveling) });
    if (clearPartsOf(parts, leveling) > value * PARTS) break;
  }
  return found;
}

interface Recurrence {
  readonly every: Step;
  readonly times: number;
  readonly parts: bigint;
}

function recurringName(last: Placed, { every, times, parts }: Recurrence, { amountWords }: Leveling) {
  if (!("percent" in every) || last.percent === undefined) return { name: amountWords(ceiled(parts)) };
  const percent = last.percent + times * every.percent;
  return { name: percentWords(percent), percent };
}

/** undefined: a share of no limit. */
function stepOf(step: Step, { limit }: Leveling): bigint | undefined {
  if ("amount" in step) return step.amount > 0n ? step.amount * PARTS : undefined;
  return limit === null || limit === 0n ? undefined : partOf(limit, step.percent);
}

function levelOf({ name, severity, parts, percent, isDirect }: Placed, leveling: Leveling): Level {
  // What nobody has used anything of is no news.
  const at = larger(1n, ceiled(parts));
  const clearAt = larger(1n, ceiled(clearPartsOf(parts, leveling)));
  return {
    name,
    severity,
    at,
    clearAt: clearAt < at ? clearAt : at,
    ...(percent !== undefined && { percent }),
    ...(isDirect && { isDirect }),
  };
}

function clearPartsOf(parts: bigint, leveling: Leveling): bigint {
  const { limit, clear } = leveling;
  const base = limit ?? ceiled(parts);
  const least = partOf(base, LEAST_CLEAR_PERCENT);
  const own = clear ? (stepOf(clear, { ...leveling, limit: base }) ?? 0n) : 0n;
  return parts - larger(least, own);
}

function partOf(whole: Units, percent: number): bigint {
  return whole * BigInt(Math.round(percent * 1_000));
}

/** The least whole amount that is no less. */
function ceiled(parts: bigint): Units {
  const whole = parts / PARTS;
  return parts > whole * PARTS ? whole + 1n : whole;
}

/** Of levels at the same amount, as of small limits, the last: it says most. */
function distinct(levels: readonly Level[]): readonly Level[] {
  return levels.filter(({ at }, index) => levels[index + 1]?.at !== at);
}

/** "99.5 %", "1,000 %". Called for every limit that is looked at: toLocaleString takes many times as long. */
function percentWords(percent: number): string {
  const rounded = String(Math.round(percent * 1_000) / 1_000);
  return `${percent < 1_000 ? rounded : rounded.replace(/\B(?=(?:\d{3})+(?:\.|$))/u, ",")} %`;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function compared(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
