import { MOST_UNITS } from "../meters/meter.ts";
import { findAccelerator, rateOf } from "../rates/accelerator.ts";
import type { Accelerator } from "../rates/accelerator.ts";
import { ONE } from "../rates/rate.ts";
import { countedBy } from "../rates/rating.ts";
import { factorAt } from "../rates/usage-factor.ts";
import type { Bounds, Priced } from "./read-event.ts";
import { quoted, refused } from "./refused.ts";
import type { UsageEvent } from "./usage-event.ts";
import type { Verdict } from "./verdict.ts";

const MOST = Number(MOST_UNITS);

interface Rating {
  readonly priced: Priced;
  readonly at: number;
  readonly rated: Bounds["rated"];
}

interface Rated {
  readonly amount: number;
  readonly accelerator: string | null;
}

/**
 * What an event counts as, by its accelerator's rate and the factor of its time. A correction stays as it was reported: it
 * takes back what was counted then. Most events carry no accelerator and meet no factor: they pay nothing for those that do.
 */
export function ratedEvent(event: UsageEvent, raw: number, rating: Rating): Rated | Verdict {
  const isPlain = event.accelerator === undefined && rating.priced.factors.length === 0;
  return isPlain || event.corrects ? { amount: raw, accelerator: null } : weighed(event, raw, rating);
}

function weighed({ accelerator: name }: UsageEvent, raw: number, { priced, at, rated }: Rating): Rated | Verdict {
  const accelerator = name === undefined ? undefined : findAccelerator(rated, name);
  if (name !== undefined && !accelerator) {
    return refused("accelerator_unknown", `there is no accelerator ${quoted(name)}`);
  }
  const factor = factorAt(priced.factors, at, rated.timeZone)?.factor ?? ONE;
  const amount = counted(raw, [rateFor(accelerator, priced.meter.name), factor]);
  if (amount > MOST) return refused("amount_invalid", `${priced.meter.name}: at its rate it would be too large`);
  return { amount, accelerator: accelerator?.name ?? null };
}

function rateFor(accelerator: Accelerator | undefined, meter: string): number {
  return accelerator ? rateOf(accelerator, meter) : ONE;
}

function counted(raw: number, all: readonly number[]): number {
  const rates = all.filter((rate) => rate !== ONE);
  return rates.length === 0 ? raw : Number(countedBy({ rates }, BigInt(raw)));
}
