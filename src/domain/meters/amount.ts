import type { MeterProblem } from "./problems.ts";
import { MOST_UNITS } from "./meter.ts";
import type { Meter, Units } from "./meter.ts";
import { refuse } from "../errors.ts";
import { singularOf } from "./unit-words.ts";

export type BecauseInvalid = Extract<MeterProblem, { kind: "amount-invalid" }>["because"];

export type AmountReading =
  | { readonly ok: true; readonly units: Units }
  | { readonly ok: false; readonly because: BecauseInvalid };

export interface AmountOptions {
  /** Negative amounts are taken, too: corrections. */
  readonly signed?: boolean;
  /** Zero is refused. */
  readonly positive?: boolean;
}

const INFINITE = /^[+-]?(?:∞|inf(?:inity)?)$/iu;
/** Longer ones are no amounts that anybody means. */
const MOST_CHARACTERS = 64;
/** With more digits before the point no meter's amount is within bounds. */
const MOST_DIGITS = 40;
const AMOUNT = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d+))?(?:e([+-]?\d{1,4}))?(?![\d.,])\s*(.*)$/iu;
const DIGITS = 3;

/**
 * What somebody typed or a machine sent, as a whole number of the meter's smallest unit: "200", "1,000.5", "+10 GB", 318.5.
 * Digit by digit, never through a floating-point number; nothing is rounded.
 */
export function readAmount(meter: Meter, typed: string | number, options: AmountOptions = {}): AmountReading {
  const written = parsed(String(typed).trim());
  if (typeof written === "string") return no(written);
  if (written.unit !== "" && !isUnitOf(meter, written.unit)) return no("wrong-unit");

  const units = wholeOf(written.digits, meter.decimals + written.exponent);
  return typeof units === "bigint" ? bounded(written.negative ? -units : units, options) : no(units);
}

/** The same, refusing what is no amount. `field` is the argument it was given in. */
export function requireAmount(
  meter: Meter,
  typed: string | number,
  { field, ...options }: AmountOptions & { readonly field?: string } = {},
): Units {
  const reading = readAmount(meter, typed, options);
  if (reading.ok) return reading.units;

  const { name, label, decimals } = meter;
  const { because } = reading;
  return refuse({
    kind: "amount-invalid",
    typed: String(typed),
    meter: name,
    label,
    because,
    decimals,
    ...(field && { field }),
  });
}

/** Plain decimal text in the meter's unit, exact, without separators or needless zeros: "318.5". */
export function writeAmount(meter: Pick<Meter, "decimals">, units: Units): string {
  const digits = (units < 0n ? -units : units).toString().padStart(meter.decimals + 1, "0");
  const point = digits.length - meter.decimals;
  const fraction = digits.slice(point).replace(/0+$/u, "");
  return `${units < 0n ? "-" : ""}${digits.slice(0, point)}${fraction && `.${fraction}`}`;
}

/** For people: "1,318.5 GPU hours", "1 job", "12.10 EUR"; rounded to three decimals, money to two. */
export function showAmount(meter: Meter, units: Units): string {
  const number = showNumber(meter, units);
  return `${number} ${number === "1" || number === "-1" ? singularOf(meter.unit) : meter.unit}`;
}

/** The same without its unit. */
export function showNumber(meter: Meter, units: Units): string {
  const isMoney = meter.name === "cost";
  const places = Math.min(meter.decimals, isMoney ? 2 : DIGITS);
  const rounded = roundedTo(units, meter.decimals - places);
  const shown =
    rounded === 0n && units !== 0n ? { decimals: meter.decimals, units } : { decimals: places, units: rounded };
  const [whole = "", fraction = ""] = writeAmount(shown, shown.units).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/gu, ",");
  const cents = isMoney ? fraction.padEnd(places, "0") : fraction;
  return cents ? `${grouped}.${cents}` : grouped;
}

function no(because: BecauseInvalid): AmountReading {
  return { ok: false, because };
}

interface Written {
  readonly negative: boolean;
  readonly digits: string;
  /** The power of ten that the digits are multiplied by. */
  readonly exponent: number;
  readonly unit: string;
}

function parsed(text: string): Written | BecauseInvalid {
  if (text.length > MOST_CHARACTERS) return /^[+-]?\d+(?:\.\d+)?$/u.test(text) ? "too-large" : "not-a-number";
  const match = AMOUNT.exec(text);
  if (!match) return whyNone(text);
  const [, sign, whole = "", fraction = "", exponent = "0", unit = ""] = match;
  const digits = whole.replaceAll(",", "") + fraction;
  if (digits === "" || !/^(?:$|[\p{L}€$£])/u.test(unit)) return whyNone(text);

  return { negative: sign === "-", digits, exponent: Number(exponent) - fraction.length, unit };
}

function whyNone(text: string): BecauseInvalid {
  return INFINITE.test(text) ? "infinite" : "not-a-number";
}

/** digits × 10^shift; a reason where that is no whole number, or out of all bounds. */
function wholeOf(digits: string, shift: number): Units | BecauseInvalid {
  const significant = digits.replace(/^0+/u, "");
  if (significant === "") return 0n;
  if (significant.length + shift > MOST_DIGITS) return "too-large";
  if (shift >= 0) return BigInt(significant) * 10n ** BigInt(shift);
  if (significant.length <= -shift || /[1-9]/u.test(significant.slice(shift))) return "too-precise";

  return BigInt(significant.slice(0, shift));
}

function bounded(units: Units, { signed = false, positive = false }: AmountOptions): AmountReading {
  if (units < 0n && !signed) return no("negative");
  if (units > MOST_UNITS || units < -MOST_UNITS) return no("too-large");
  if (units === 0n && positive) return no("zero");

  return { ok: true, units };
}

function isUnitOf(meter: Meter, typed: string): boolean {
  const wanted = plain(typed);
  return [meter.unit, meter.label, meter.name].some((one) => plain(one) === wanted);
}

/** "GPU hours", "gpu-hour" and "GPU_HOURS" are the same. */
function plain(text: string): string {
  return singularOf(text.toLowerCase().replaceAll(/[\s_-]+/gu, " "));
}

function roundedTo(units: Units, dropped: number): Units {
  const scale = 10n ** BigInt(dropped);
  const half = scale / 2n;
  return units < 0n ? -((-units + half) / scale) : (units + half) / scale;
}
