import type { World } from "../context.ts";
import { refuse } from "../errors.ts";
import { requireAccelerator } from "../rates/accelerator.ts";
import { countedBy, ratingOf } from "../rates/rating.ts";
import { isId } from "../id.ts";
import { mergedUses } from "./merged-asks.ts";
import type { EndOperation, RatedUse } from "./operation.ts";
import { requireCountable, requireMeterNamed } from "./ready-ask.ts";
import type { CommitWish, NamedUse } from "./reservations.ts";

const CLOCKS_DIFFER_MS = 10 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function endOf(kind: EndOperation["kind"], reservationId: string): EndOperation {
  if (!isId(reservationId.toLowerCase())) refuse({ kind: "not-found", thing: "reservation" });
  return { kind, id: reservationId.toLowerCase(), used: null, at: null, expiresAt: null };
}

/** Each amount as it counts at its time, at its accelerator's rate. */
export function commitOf({ reservationId, used, at }: CommitWish, world: World): EndOperation {
  const { now, configuration } = world;
  if (at) requireCountableTime(at, now, configuration.keepEventsDays);
  const rated = used?.map((one) => ratedUse(one, at ?? now, world));
  // What a factor was applied for is counted at that very time, whenever the commit's turn comes.
  const isTimed = configuration.usageFactors.some(({ meter }) => used?.some((one) => one.meter === meter));
  return {
    ...endOf("commit", reservationId),
    used: rated ? mergedUses(rated) : null,
    at: at ?? (isTimed ? now : null),
  };
}

function ratedUse({ meter, amount: raw, accelerator }: NamedUse, at: Date, { configuration }: World): RatedUse {
  const known = requireMeterNamed(configuration.meters, meter);
  requireCountable(known, raw);
  if (raw < 0n) {
    const { label, decimals } = known;
    refuse({ kind: "amount-invalid", typed: String(raw), meter, label, because: "negative", decimals });
  }
  const rating = ratingOf(configuration, {
    meter,
    accelerator: accelerator === undefined ? undefined : requireAccelerator(configuration, accelerator),
    at,
  });
  const amount = countedBy(rating, raw);
  requireCountable(known, amount);
  return { meter, amount, raw, accelerator: rating.accelerator?.name ?? null };
}

function requireCountableTime(at: Date, now: Date, keepEventsDays: number): void {
  const from = new Date(now.getTime() - keepEventsDays * DAY_MS);
  const to = new Date(now.getTime() + CLOCKS_DIFFER_MS);
  if (at >= from && at <= to) return;
  const [first, last] = [from.toISOString(), to.toISOString()];
  refuse({
    kind: "usage-time-invalid",
    at: Number.isNaN(at.getTime()) ? "no time" : at.toISOString(),
    from: first,
    to: last,
  });
}
