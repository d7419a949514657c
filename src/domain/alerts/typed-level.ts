import { refuse } from "../errors.ts";
import type { BecauseLevelsInvalid } from "./problems.ts";
import { MOST_PERCENT, MOST_THRESHOLDS } from "./rule-spec.ts";

/** A level as somebody wrote it: "80", "95 %", "50 GPU hours left". */
export interface TypedLevel {
  readonly typed: string;
  /** Plain decimal text. */
  readonly number: string;
  readonly isPercent: boolean;
  /** Of a meter: "GPU hours"; empty where none was written. */
  readonly unit: string;
  /** Of what is left, not of what is used. */
  readonly isLeft: boolean;
}

const LEVEL = /^(\d{1,18}(?:\.\d{1,9})?)\s*(%|percent)?\s*([\p{L}€$£][\p{L}\d _/€$£-]*)?$/iu;
const LEFT = /\s*\b(?:left|remaining|free)$/iu;

/**
 * Levels in the order in which they are crossed, separated by commas: those of use rise, those of what is left fall.
 * Refuses with `alert-levels-invalid`.
 */
export function readLevels(typed: string, field: string): readonly TypedLevel[] {
  const no = (because: BecauseLevelsInvalid, what: string, limit?: string) =>
    refuse({ kind: "alert-levels-invalid", because, typed: what, field, ...(limit !== undefined && { limit }) });
  const words = typed.split(/\s*(?:[,;]|\band\b)\s*/iu).filter((word) => word !== "");
  if (words.length === 0) return no("none", typed);
  if (words.length > MOST_THRESHOLDS) return no("too-many", typed);

  const levels = words.map((word) => levelOf(word) ?? no("unreadable", word));
  for (const level of levels) {
    const isCapped = level.isPercent && Number(level.number) > MOST_PERCENT;
    if (isCapped) no("beyond-cap", level.typed, `${MOST_PERCENT.toLocaleString("en-US")} %`);
    if (!level.isLeft && Number(level.number) === 0) no("not-positive", level.typed);
  }
  const fault = faultInOrder(levels);
  return fault ? no(fault.because, fault.typed) : levels;
}

function levelOf(word: string): TypedLevel | undefined {
  const isLeft = LEFT.test(word);
  const match = LEVEL.exec(word.replace(LEFT, "").trim());
  const [, number, percent, unit = ""] = match ?? [];
  if (number === undefined || (percent && unit !== "")) return undefined;
  return { typed: word, number, isPercent: percent !== undefined, unit: unit.trim(), isLeft };
}

interface Fault {
  readonly because: BecauseLevelsInvalid;
  readonly typed: string;
}

/** Levels of one sort are compared with each other only. */
function faultInOrder(levels: readonly TypedLevel[]): Fault | undefined {
  for (const [index, level] of levels.entries()) {
    const before = levels.slice(0, index).findLast((other) => sortOf(other) === sortOf(level));
    if (!before) continue;
    const rise = compare(level.number, before.number) * (level.isLeft ? -1 : 1);
    if (rise === 0) return { because: "repeated", typed: level.typed };
    if (rise < 0) return { because: "out-of-order", typed: levels.map(({ typed }) => typed).join(", ") };
  }
  return undefined;
}

function sortOf({ isPercent, unit, isLeft }: TypedLevel): string {
  return `${isPercent || unit === ""} ${isLeft}`;
}

/** Exact, whatever the number of digits. */
function compare(one: string, other: string): number {
  const difference = scaled(one) - scaled(other);
  if (difference === 0n) return 0;
  return difference > 0n ? 1 : -1;
}

function scaled(number: string): bigint {
  const [whole = "0", fraction = ""] = number.split(".");
  return BigInt(whole + fraction.padEnd(9, "0"));
}
