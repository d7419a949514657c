import { refuse } from "../../domain/errors.ts";
import { requireAmount } from "../../domain/meters/amount.ts";
import { requireMeter } from "../../domain/meters/find-meter.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { parseWindow, printWindow } from "../../domain/quotas/window.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const MOST_SUGGESTIONS = 25;

/** Something that is counted, by its name or label, in any case, with dashes or spaces. */
export const meter: Kind<Meter> = {
  kind: "meter",
  label: "Meter",
  field: "suggested",
  alsoKnownAs: ["metric"],
  read: (typed, field) => ({ ok: true, resolve: async (context) => requireMeter(context.configuration, typed, field) }),
  async suggest({ configuration }, query) {
    const wanted = query.toLowerCase();
    return configuration.meters
      .filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted))
      .slice(0, MOST_SUGGESTIONS)
      .map(({ name, label, unit }) => ({ value: name, label: label === unit ? label : `${label} (${unit})` }));
  },
};

/** An amount that was typed, before it is known of what. */
export interface TypedAmount {
  readonly typed: string;
  /** "+200" and "-3" say by how much something changes. */
  readonly isChange: boolean;
  /** A whole number of the meter's smallest unit; null for "unlimited". Refuses with `amount-invalid`. */
  limitOf(meter: Meter): Units | null;
  /** The same where unlimited and nothing make no sense: grants, requests, loans. */
  positiveOf(meter: Meter): Units;
}

const UNLIMITED = /^(?:unlimited|no limit|infinite|∞)$/iu;
const NONE = /^(?:none|nothing|zero)$/iu;

/** A number with or without its unit: "200", "1,000.5", "+10 GB"; or "unlimited" or "none". */
export const amount: Kind<TypedAmount> = {
  kind: "amount",
  label: "Amount",
  field: "line",
  read(typed, field) {
    if (!UNLIMITED.test(typed) && !NONE.test(typed) && !/\d/u.test(typed))
      return notA(field, typed, "a number, such as 200 or 0.5, or unlimited, or none");
    return given(amountOf(typed, field));
  },
};

function amountOf(typed: string, field: string): TypedAmount {
  return {
    typed,
    isChange: /^[+-]/u.test(typed),
    limitOf(meter) {
      if (UNLIMITED.test(typed)) return null;
      return NONE.test(typed) ? 0n : requireAmount(meter, typed, { field });
    },
    positiveOf: (meter) => requireAmount(meter, NONE.test(typed) ? "0" : typed, { field, positive: true }),
  };
}

const common = [
  "day",
  "week",
  "month",
  "quarter",
  "year",
  "lifetime",
  "now",
  "rolling:24h",
  "rolling:7d",
  "rolling:30d",
];

/** Over what an amount is counted, as it is stored: "month", "rolling:24h", "anchored:month:2026-01-31", "now". */
export const window: Kind<string> = {
  kind: "window",
  label: "Period",
  field: "suggested",
  alsoKnownAs: ["period", "per"],
  claims: (word) => parseWindow(word) !== undefined,
  read(typed, field) {
    const parsed = parseWindow(typed);
    if (parsed) return given(printWindow(parsed));
    return { ok: true, resolve: async () => refuse({ kind: "window-invalid", typed, field }) };
  },
  async suggest(_context, query) {
    const wanted = query.toLowerCase();
    const typed = parseWindow(query);
    const offered = [...new Set([...(typed ? [printWindow(typed)] : []), ...common])];
    return offered
      .map((value) => ({ value, label: `${value}: ${windowWords(value)}` }))
      .filter((one) => typed !== undefined || one.label.toLowerCase().includes(wanted));
  },
};
