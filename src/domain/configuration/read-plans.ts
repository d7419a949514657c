import { readAmount } from "../meters/amount.ts";
import type { BecauseInvalid } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { NOW, parseWindow, printWindow } from "../quotas/window.ts";
import type { Plan, PlanLimit } from "./configuration.ts";
import type { Reader } from "./reader.ts";
import { limitSchema, planSchema, unknown } from "./schema.ts";
import type { LimitText, PlanText } from "./schema.ts";
import type { Path } from "./yaml.ts";

/** Where nothing else is said: a first word, a warning, a last warning, reached. */
export const DEFAULT_THRESHOLDS: readonly number[] = [50, 80, 95, 100];
const MOST_LIMITS_PER_METER = 10;

/** The plans in the order of the file, and the name of the default one. */
export function readPlans(
  reader: Reader,
  given: readonly unknown[],
  meters: readonly Meter[],
): { readonly plans: readonly Plan[]; readonly defaultPlan: string } {
  const texts = given.map((value, index) => reader.read(planSchema, value, ["plans", index]));
  requireOwnNames(reader, texts);
  const plans = texts.flatMap((text, index) =>
    text ? [planOf(reader, text, { meters, path: ["plans", index] })] : [],
  );
  return { plans, defaultPlan: defaultOf(reader, texts) };
}

interface Surroundings {
  readonly meters: readonly Meter[];
  readonly path: Path;
}

function requireOwnNames(reader: Reader, texts: readonly (PlanText | undefined)[]): void {
  texts.forEach((text, index) => {
    const first = texts.findIndex((other) => other?.name === text?.name);
    if (text && first < index) reader.fault(["plans", index, "name"], `is the name of plans[${first}], too`);
  });
}

function defaultOf(reader: Reader, texts: readonly (PlanText | undefined)[]): string {
  const marked = texts.flatMap((text, index) => (text?.default ? [{ name: text.name, index }] : []));
  const [first, ...others] = marked;
  for (const { index } of others) {
    reader.fault(
      ["plans", index, "default"],
      `is true for ${first?.name ?? "another"}, too; there is one default plan`,
    );
  }
  // A plan that cannot be read may be the one.
  if (!first && !texts.includes(undefined)) reader.fault(["plans"], "should have one plan with default: true");
  return first?.name ?? "";
}

function planOf(reader: Reader, text: PlanText, { meters, path }: Surroundings): Plan {
  const { name, label = labelOf(name), description = "", assigned_by: assignedBy, limits = {} } = text;
  const read = Object.entries(limits).flatMap(([meterName, value]) => {
    const around = [...path, "limits", meterName];
    const meter = meters.find((one) => one.name === meterName);
    if (meter) return limitsOn(reader, meter, value, around);
    reader.fault(
      around,
      unknown(
        meterName,
        meters.map((one) => one.name),
      ),
    );
    return [];
  });
  return { name, label, description, ...(assignedBy && { assignedBy }), limits: read };
}

/** "gpu-large" → "Gpu large". */
function labelOf(name: string): string {
  const words = name.replaceAll(/[_-]+/gu, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A meter has one limit, or a list of them with a window each. */
function limitsOn(reader: Reader, meter: Meter, value: unknown, path: Path): readonly PlanLimit[] {
  if (!Array.isArray(value)) return present(limitOf(reader, meter, value, path));
  if (value.length === 0 || value.length > MOST_LIMITS_PER_METER) {
    reader.fault(path, `should have 1 to ${MOST_LIMITS_PER_METER} limits`);
    return [];
  }
  const limits = value.map((one: unknown, index) => limitOf(reader, meter, one, [...path, index]));
  limits.forEach((limit, index) => {
    const first = limits.findIndex((other) => other?.window === limit?.window);
    if (limit && first < index)
      reader.fault([...path, index, "window"], `is that of the limit before, too: ${limit.window}`);
  });
  return limits.flatMap(present);
}

function present<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}

function limitOf(reader: Reader, meter: Meter, value: unknown, path: Path): PlanLimit | undefined {
  const text = reader.read(limitSchema, typeof value === "string" ? apart(value) : value, path);
  if (!text) return undefined;
  const amount = amountOf(reader, meter, text.amount, typeof value === "string" ? path : [...path, "amount"]);
  const window = windowOf(reader, meter, text, path);
  const thresholds = thresholdsOf(reader, text, path);
  const { model = "hard", grace: gracePercent = 0 } = text;
  if (gracePercent > 0 && model !== "soft") reader.fault([...path, "grace"], "is for limits of the model soft only");
  if (amount === undefined || window === undefined) return undefined;

  return { meter: meter.name, window, amount, model, gracePercent, thresholds };
}

/** "400 per month" → 400 and month; "100" is the amount alone. */
function apart(text: string): { readonly amount: string; readonly window?: string } {
  const [, amount, window] = /^(.*?)\s+(?:per|a|an|each|every|in)\s+(.+)$/iu.exec(text.trim()) ?? [];
  return amount !== undefined && window !== undefined ? { amount, window } : { amount: text };
}

function amountOf(reader: Reader, meter: Meter, text: string, path: Path): Units | null | undefined {
  if (/^unlimited$/iu.test(text)) return null;
  if (/^none$/iu.test(text)) return 0n;
  const reading = readAmount(meter, text);
  if (reading.ok) return reading.units;

  reader.fault(path, amountFaults[reading.because](meter));
  return undefined;
}

const amountFaults: Readonly<Record<BecauseInvalid, (meter: Meter) => string>> = {
  "not-a-number": (meter) => `should be an amount in ${meter.unit}, unlimited or none`,
  infinite: () => "should be finite; write unlimited where there is no limit",
  negative: () => "should not be negative",
  zero: () => "should be more than nothing",
  "too-precise": ({ decimals }) => `should have at most ${decimals} decimals`,
  "too-large": () => "is too large; write unlimited where there is no limit",
  "wrong-unit": (meter) => `should be in ${meter.unit}`,
};

function windowOf(reader: Reader, meter: Meter, { window }: LimitText, path: Path): string | undefined {
  const at = [...path, "window"];
  if (meter.kind === "gauge") {
    if (window !== undefined) reader.fault(at, `should be left out: ${meter.name} is what is held at a time`);
    return window === undefined ? NOW : undefined;
  }
  if (window === undefined) {
    reader.fault(at, "is missing; it should be a window, such as month");
    return undefined;
  }
  const parsed = parseWindow(window);
  if (!parsed || parsed.kind === "now") {
    reader.fault(
      at,
      "should be a window, such as day, week, month, quarter, year, lifetime, rolling 24h or rolling 7 days",
    );
    return undefined;
  }
  return printWindow(parsed);
}

function thresholdsOf(reader: Reader, text: LimitText, path: Path): readonly number[] {
  const thresholds: readonly number[] = text.thresholds ?? DEFAULT_THRESHOLDS;
  thresholds.forEach((percent, index) => {
    if (thresholds.indexOf(percent) < index) reader.fault([...path, "thresholds", index], `is there twice: ${percent}`);
  });
  return thresholds.toSorted((one, other) => one - other);
}
