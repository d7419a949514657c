import type { Exchange } from "../../../playground/shared/exchange-log.ts";
import type { Town } from "./town.ts";

const EFFECTS = {
  sent: /^(?:chat\.postMessage|POST \/channels\/\d+\/messages)$/u,
  edited: /^(?:chat\.update|PATCH \/channels\/\d+\/messages\/\d+)$/u,
};

export type Effect = keyof typeof EFFECTS;

interface Moment {
  readonly effect: Effect;
  /** This many of them, from now on. */
  readonly count: number;
  /** After this long it is over without. */
  readonly withinMs: number;
}

/**
 * Acts within the platform's own call, when it has done what it was asked and its answer has not left yet: no moment to be
 * killed is as bad. Resolves then, with whether there was such a moment.
 */
export function atMoment(
  { slack, discord }: Town,
  { effect, count, withinMs }: Moment,
  act: () => void,
): Promise<boolean> {
  let remaining = count;
  return new Promise((resolve) => {
    const done = (wasThere: boolean) => {
      for (const stop of stops) stop();
      clearTimeout(timer);
      resolve(wasThere);
    };
    const look = ({ direction, title }: Exchange) => {
      if (direction !== "to-bot" || !EFFECTS[effect].test(title)) return;
      remaining -= 1;
      if (remaining > 0) return;
      act();
      done(true);
    };
    const timer = setTimeout(done, withinMs, false);
    const stops = [slack.exchanges.onRecord(look), discord.exchanges.onRecord(look)];
  });
}
