import type { Configuration } from "../configuration/configuration.ts";
import { readAmount } from "../meters/amount.ts";
import { pricePerUnit } from "../meters/cost.ts";
import { COST, MOST_UNITS } from "../meters/meter.ts";
import type { Meter } from "../meters/meter.ts";
import type { UsageFactor } from "../rates/usage-factor.ts";
import { oldestKept } from "./partitions.ts";
import { ratedEvent } from "./rated-event.ts";
import { plainAmount } from "./plain-amount.ts";
import type { UsageEvent } from "./usage-event.ts";
import { quoted, refused } from "./refused.ts";
import type { Verdict } from "./verdict.ts";

const MOST_CHARACTERS = 512;
const MOST = Number(MOST_UNITS);
const AHEAD_MS = 10 * 60 * 1000;
/** What the program itself reports under: committed reservations. */
const OWN_SOURCE = "quartermaster";
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/iu;

/**
 * What of an event can be said without asking the database. Amounts are whole numbers of at most 10^15, which a number
 * holds exactly and a million times a second.
 */
export interface ReadEvent {
  readonly event: UsageEvent;
  readonly meter: Meter;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As it is counted; of a correction, as it was reported: it is counted as what it corrects was. */
  readonly amount: number;
  /** As it was reported. */
  readonly raw: number;
  readonly accelerator: string | null;
  /** In billionths of the currency. */
  readonly cost: number;
}

export interface Bounds {
  readonly meters: ReadonlyMap<string, Priced>;
  readonly rated: Pick<Configuration, "accelerators" | "timeZone">;
  /** Milliseconds since 1970, inclusive. */
  readonly earliest: number;
  readonly latest: number;
}

export interface Priced {
  readonly meter: Meter;
  /** What its smallest unit costs, in billionths of the currency. */
  readonly price: number;
  readonly factors: readonly UsageFactor[];
}

export function boundsOf(configuration: Configuration, now: Date): Bounds {
  return {
    meters: new Map(configuration.meters.map((meter) => [meter.name, pricedOf(configuration, meter)])),
    rated: configuration,
    earliest: oldestKept(now, configuration.keepEventsDays),
    latest: now.getTime() + AHEAD_MS,
  };
}

function pricedOf({ usageFactors }: Configuration, meter: Meter): Priced {
  return { meter, price: priceOf(meter), factors: usageFactors.filter((one) => one.meter === meter.name) };
}

function priceOf(meter: Meter): number {
  return meter.name === COST ? 1 : Number(pricePerUnit(meter) ?? 0n);
}

/** Checks an event by itself. */
export function readEvent(event: UsageEvent, bounds: Bounds): ReadEvent | Verdict {
  const priced = bounds.meters.get(event.meter);
  if (!priced) return refused("meter_unknown", `there is no meter ${quoted(event.meter)}`);
  const { meter, price } = priced;
  const at = timeOf(event.time);
  const fault = faultOfNames(event, meter) ?? faultOfTime(at, bounds);
  if (fault) return fault;
  const raw = amountOf(meter, event);
  if (typeof raw !== "number") return raw;
  const rated = ratedEvent(event, raw, { priced, at, rated: bounds.rated });
  if ("status" in rated) return rated;
  const { amount, accelerator } = rated;
  const cost = amount * price;
  if (Math.abs(cost) > MOST) return refused("amount_invalid", `${meter.name}: it would cost too much to be counted`);

  return { event, meter, at, amount, raw, accelerator, cost };
}

function faultOfNames({ source, id, job, corrects, person, organization }: UsageEvent, meter: Meter) {
  if (!isName(source) || !isName(id) || (job !== undefined && !isName(job))) {
    return refused("id_invalid", `source, id and job are 1 to ${MOST_CHARACTERS} characters, none of them zero`);
  }
  if (source === OWN_SOURCE) return refused("id_invalid", `the source ${OWN_SOURCE} is the program's own`);
  if (!person && !organization) return refused("subject_missing", "name a person, an organization, or both");
  if (corrects && meter.kind === "gauge") {
    return refused("correction_of_gauge", `${meter.name} is a gauge: report what is held now`);
  }
  return undefined;
}

function faultOfTime(at: number, { earliest, latest }: Bounds) {
  if (Number.isNaN(at)) return refused("time_invalid", "the time is RFC 3339 with a zone: 2026-11-21T12:00:00Z");
  if (at < earliest) return refused("time_too_early", `events before ${new Date(earliest).toISOString()} are not kept`);
  if (at > latest) return refused("time_too_late", "the time is more than ten minutes ahead");
  return undefined;
}

function amountOf(meter: Meter, { amount, corrects }: UsageEvent): number | Verdict {
  const plain = corrects ? undefined : plainAmount(amount, meter.decimals);
  if (plain !== undefined) return plain;

  const reading = readAmount(meter, amount, { signed: corrects !== undefined });
  if (!reading.ok) return refused("amount_invalid", `${meter.name}: ${reading.because.replaceAll("-", " ")}`);
  if (corrects && reading.units >= 0n) {
    return refused("amount_invalid", "a correction takes back: its amount is negative");
  }
  return Number(reading.units);
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= MOST_CHARACTERS && !text.includes("\0");
}

/** NaN for what is no time. */
function timeOf(time: Date | string): number {
  if (typeof time !== "string") return time.getTime();
  return RFC_3339.test(time) ? Date.parse(time) : Number.NaN;
}
