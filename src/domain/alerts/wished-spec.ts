import { requireAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import { refuse } from "../errors.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import type { Timing } from "./observation.ts";
import type { BecauseLevelsInvalid } from "./problems.ts";
import { MOST_PERCENT } from "./rule-spec.ts";
import type { WrittenSpec } from "./rule-spec.ts";
import type { TypedLevel } from "./typed-level.ts";

/** What a rule of any kind may be told; what is left out stays as it was, or as the kind has it. */
export interface SpecWish {
  readonly levels?: readonly TypedLevel[] | undefined;
  /** After the last level, again and again. */
  readonly every?: TypedLevel | undefined;
  /** Over how long it looks, in milliseconds. */
  readonly overMs?: number | undefined;
  readonly severity?: Severity | undefined;
  readonly timing?: Partial<Timing> | undefined;
}

interface Asked extends SpecWish {
  readonly meter: Meter | undefined;
  /** The spec that is changed; none for a new rule. */
  readonly before?: unknown;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours are kept for so long at least. */
const LONGEST_DAYS = 31;
const FIELD = "at";

/** As it is kept: amounts as text of smallest units. Refuses with `alert-levels-invalid`, `alert-rule-unfit`, `alert-span-too-long`, `amount-invalid`. */
export function wishedSpec(kind: AlertKind, asked: Asked): object {
  const before = typeof asked.before === "object" && asked.before !== null ? asked.before : {};
  const timing = timingOf(before, asked.timing);
  return { ...usual[kind], ...before, ...makers[kind](asked), ...(timing && { timing }) };
}

/** Of kinds for which the schema has none. */
const usual: Partial<Readonly<Record<AlertKind, object>>> = { usage: { hours: 1 } };

type Made<Kind extends AlertKind> = Partial<WrittenSpec<Kind>>;

const makers: { readonly [Kind in AlertKind]: (asked: Asked) => Made<Kind> } = {
  quota: limitSpec,
  overage: limitSpec,
  usage: (asked) => {
    const levels = asked.levels?.map((level) => ({ amount: amountOf(level, asked.meter), ...severityOf(asked) }));
    return { ...hoursOf(asked), ...(levels && { thresholds: levels }) };
  },
  forecast: (asked) => ({ ...nothingMore(asked), ...severityOf(asked) }),
  failures: (asked) => {
    const { percent, count } = countAndPercent(asked);
    return {
      ...hoursOf(asked),
      ...severityOf(asked),
      ...(count !== undefined && { least: count }),
      ...(percent !== undefined && { percent }),
    };
  },
  unusual: (asked) => {
    const [level] = asked.levels ?? [];
    return { ...severityOf(asked), ...(level && { score: plainOf(level) }) };
  },
  idle: (asked) => {
    const { percent } = shareOnly(asked);
    return { ...hoursOf(asked), ...severityOf(asked), ...(percent !== undefined && { percent }) };
  },
  approvals: (asked) => ({ ...nothingMore(asked), ...hoursOf(asked), ...severityOf(asked) }),
  expiring: (asked) => ({ ...nothingMore(asked), ...daysOf(asked), ...severityOf(asked) }),
  stale: (asked) => ({ ...nothingMore(asked), ...daysOf(asked), ...severityOf(asked) }),
  deliveries: (asked) => {
    const { count } = countAndPercent(asked);
    return { ...hoursOf(asked), ...severityOf(asked), ...(count !== undefined && { least: count }) };
  },
  external: () => refuse({ kind: "alert-rule-unfit", alertKind: "external", because: "from-outside", field: "kind" }),
};

/** A bare number is a share of the limit; with a unit it is an amount. */
function limitSpec(asked: Asked): Made<"quota"> {
  const thresholds = asked.levels?.map((level) => ({
    of: level.isLeft ? ("left" as const) : ("used" as const),
    ...sizeOf(level, asked.meter),
    severity: asked.severity ?? usualSeverity(level),
  }));
  return { ...(thresholds && { thresholds }), ...(asked.every && { every: sizeOf(asked.every, asked.meter) }) };
}

/** Whoever makes a rule wants to hear of it, and not in tomorrow's digest. */
function usualSeverity({ isLeft, isPercent, unit, number }: TypedLevel): Severity {
  const isShare = isPercent || unit === "";
  const isAll = isLeft ? Number(number) === 0 : isShare && Number(number) >= 100;
  return isAll ? "critical" : "warning";
}

function sizeOf(level: TypedLevel, meter: Meter | undefined): { percent: number } | { amount: string } {
  const isPercent = level.isPercent || (level.unit === "" && !level.isLeft);
  if (!isPercent) return { amount: amountOf(level, meter) };

  const percent = Number(level.number);
  return percent > MOST_PERCENT
    ? no("beyond-cap", level.typed, `${MOST_PERCENT.toLocaleString("en-US")} %`)
    : { percent };
}

function amountOf(level: TypedLevel, meter: Meter | undefined): string {
  if (level.isPercent) return no("unfit", level.typed);
  if (!meter) return no("needs-meter", level.typed);
  // A meter's own name, with underscores, is a unit that people write, too.
  const isNamed = level.unit.toLowerCase() === meter.name;
  return requireAmount(meter, isNamed ? level.number : `${level.number} ${level.unit}`, { field: FIELD }).toString();
}

interface Sizes {
  readonly percent?: number;
  readonly count?: number;
}

/** A share with its sign, and a bare number. */
function countAndPercent({ levels = [] }: Asked): Sizes {
  const share = levels.find(({ isPercent }) => isPercent);
  const number = levels.find(({ isPercent }) => !isPercent);
  return { ...(share && { percent: shareOf(share) }), ...(number && { count: countOf(number) }) };
}

/** With or without its sign. */
function shareOnly({ levels = [] }: Asked): Sizes {
  const [share] = levels;
  return share ? { percent: shareOf(share) } : {};
}

function shareOf(level: TypedLevel): number {
  if (level.isLeft || (level.unit !== "" && !level.isPercent)) return no("unfit", level.typed);
  return Number(level.number) > 100 ? no("beyond-cap", level.typed, "100 %") : Number(level.number);
}

function countOf(level: TypedLevel): number {
  const number = plainOf(level);
  return Number.isInteger(number) ? number : no("unfit", level.typed);
}

/** Levels mean nothing to kinds that look at no size. */
function nothingMore({ levels = [] }: Asked): object {
  const [level] = levels;
  return level ? no("unfit", level.typed) : {};
}

function plainOf(level: TypedLevel): number {
  return level.isPercent || level.isLeft ? no("unfit", level.typed) : Number(level.number);
}

function severityOf({ severity }: Asked): { readonly severity?: Severity } {
  return severity ? { severity } : {};
}

function hoursOf({ overMs }: Asked): { readonly hours?: number } {
  if (overMs === undefined) return {};
  if (overMs > LONGEST_DAYS * DAY_MS) refuse({ kind: "alert-span-too-long", days: LONGEST_DAYS, field: "over" });
  return { hours: Math.max(1, Math.round(overMs / HOUR_MS)) };
}

function daysOf({ overMs }: Asked): { readonly days?: number } {
  return overMs === undefined ? {} : { days: Math.max(1, Math.round(overMs / DAY_MS)) };
}

function timingOf(before: object, wished: Partial<Timing> | undefined): object | undefined {
  if (!wished) return undefined;
  const kept = "timing" in before && typeof before.timing === "object" && before.timing !== null ? before.timing : {};
  return { ...kept, ...wished };
}

function no(because: BecauseLevelsInvalid, typed: string, limit?: string): never {
  return refuse({ kind: "alert-levels-invalid", because, typed, field: FIELD, ...(limit !== undefined && { limit }) });
}
