import type { Configuration } from "../../domain/configuration/configuration.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { singularOf } from "../../domain/meters/unit-words.ts";
import { rateOf } from "../../domain/rates/accelerator.ts";
import type { Accelerator } from "../../domain/rates/accelerator.ts";
import { writeRate } from "../../domain/rates/rate.ts";
import type { Rate } from "../../domain/rates/rate.ts";
import { spanWords } from "../../domain/rates/span-words.ts";
import { factorAt } from "../../domain/rates/usage-factor.ts";
import type { UsageFactor } from "../../domain/rates/usage-factor.ts";
import { count } from "../words.ts";

/** Cards have little room. */
const MOST_FACTORS = 4;
const MOST_RATES = 12;

/** "H100 counts 2.5 GPU hours an hour", "H100 counts each GB 2 times". */
export function acceleratorWords(accelerator: Accelerator, meter: Meter): string {
  return `${accelerator.label} counts ${ratedWords(rateOf(accelerator, meter.name), meter)}`;
}

/** "Nights: GPU hours count half (20:00 to 06:00, Sat and Sun)". */
export function factorWords(factor: UsageFactor, { label }: Meter): string {
  return `${factor.label}: ${label} count ${timesWords(factor.factor)} (${spanWords(factor)})`;
}

const simple: Readonly<Record<string, string>> = { 0: "nothing", 0.5: "half", 1: "once", 2: "double" };

function timesWords(factor: Rate): string {
  const times = writeRate(factor);
  return simple[times] ?? `${times} times`;
}

type Rated = Pick<Configuration, "usageFactors" | "timeZone">;

/** Which factor holds now, first, and which hold at other times: a sentence each, not too many. */
export function factorLines({ usageFactors, timeZone }: Rated, meter: Meter, now: Date): readonly string[] {
  const own = usageFactors.filter((one) => one.meter === meter.name);
  const holding = factorAt(own, now.getTime(), timeZone);
  const lines = own
    .toSorted((one, other) => Number(other === holding) - Number(one === holding))
    .map((factor) => {
      if (factor === holding) return `${factorWords(factor, meter)}, now.`;
      const gives = factorAt([factor], now.getTime(), timeZone) && holding;
      return `${factorWords(factor, meter)}; ${gives ? `not while ${holding.label} holds` : "not now"}.`;
    });
  return atMost(lines, (more) => `${count(more, "more factor holds", "more factors hold")} at other times.`);
}

/** For the last line below figures: " Nights: GPU hours count half (20:00 to 06:00)."; empty where nothing is weighed. */
export function factorsFooter({ usageFactors }: Rated, meters: readonly Meter[]): string {
  const sentences = usageFactors.flatMap((factor) => {
    const meter = meters.find(({ name }) => name === factor.meter);
    return meter ? [`${factorWords(factor, meter)}.`] : [];
  });
  const shown = atMost(sentences, (more) => `${count(more, "more factor", "more factors")}: meter list.`);
  return shown.map((sentence) => ` ${sentence}`).join("");
}

/** "GPU hours by accelerator: A100 1, H100 2.5; others 1." */
export function ratesLine({ accelerators }: Pick<Configuration, "accelerators">, meter: Meter): readonly string[] {
  const rated = accelerators.filter(({ rates }) => rates[meter.name] !== undefined);
  if (rated.length === 0) return [];
  const each = rated.slice(0, MOST_RATES).map((one) => `${one.label} ${writeRate(rateOf(one, meter.name))}`);
  const more = rated.length - each.length;
  return [`${meter.label} by accelerator: ${each.join(", ")}${more > 0 ? `, and ${more} more` : ""}; others 1.`];
}

/** "2.5 GPU hours an hour; each job 2 times" */
export function ratesOf({ rates }: Accelerator, meters: readonly Meter[]): string {
  const each = meters.flatMap((meter) => {
    const rate = rates[meter.name];
    return rate === undefined ? [] : [ratedWords(rate, meter)];
  });
  return each.length === 0 ? "counts as any other" : `counts ${each.join("; ")}`;
}

function ratedWords(rate: Rate, { unit }: Meter): string {
  const times = writeRate(rate);
  if (unit.endsWith(" hours")) return `${times} ${times === "1" ? singularOf(unit) : unit} an hour`;
  return `each ${singularOf(unit)} ${times === "1" ? "once" : `${times} times`}`;
}

function atMost(sentences: readonly string[], rest: (more: number) => string): readonly string[] {
  const more = sentences.length - MOST_FACTORS;
  return more > 0 ? [...sentences.slice(0, MOST_FACTORS), rest(more)] : sentences;
}
