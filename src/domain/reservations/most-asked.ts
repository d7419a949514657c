import type { World } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { findAccelerator } from "../rates/accelerator.ts";
import { ratingOf } from "../rates/rating.ts";
import { mostAtRates } from "../rates/rate.ts";
import type { Ask } from "./decision.ts";

/**
 * The most that may be asked for of a meter, before rates, for which there is so much room after them; undefined where
 * several parts of the ask share the room at different rates, or where any amount would fit.
 */
export function mostAsked(
  { configuration, now }: Pick<World, "configuration" | "now">,
  { wanted }: Ask,
  { meter, room }: { readonly meter: string; readonly room: Units },
): Units | undefined {
  const ratings = wanted
    .filter((one) => one.meter === meter)
    .map(({ accelerator }) => {
      const found = accelerator === undefined ? undefined : findAccelerator(configuration, accelerator);
      return ratingOf(configuration, { meter, accelerator: found, at: now }).rates;
    });
  const [first = [], ...others] = ratings;
  if (others.some((rates) => rates.join() !== first.join())) return undefined;
  return mostAtRates(room, first) ?? undefined;
}
