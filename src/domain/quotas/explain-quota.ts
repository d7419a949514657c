import type { Context } from "../context.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { Pause } from "../pauses/pause.ts";
import { fitOf, roomOf, tightest } from "./fit.ts";
import type { Fit } from "./fit.ts";
import type { LimitState } from "./limit.ts";
import { mostOf } from "./over.ts";
import { showLimits } from "./show-limits.ts";
import type { CountedSubject } from "./subject.ts";

/** The least that would turn the answer round: of a limit, by how much more or less. */
export interface Flip {
  readonly state: LimitState;
  /** Positive: so much more is needed. Negative: with so much less it would be refused. */
  readonly by: Units;
}

export interface QuotaExplanation {
  readonly name: string;
  readonly meter: Meter;
  /** What was asked about: the least there is, unless said otherwise. */
  readonly amount: Units;
  readonly fit: Fit;
  /** Every limit on the path, with all that it was derived from. */
  readonly states: readonly LimitState[];
  /** While there are any, nothing new starts whatever fits. */
  readonly pauses: readonly Pause[];
  /** All of these are needed at once to let it pass; or this one alone to refuse it. */
  readonly flips: readonly Flip[];
}

interface Question {
  readonly subject: CountedSubject;
  readonly meter: Meter;
  readonly amount?: Units | undefined;
}

/** Why somebody may or may not use that much of a meter now, from which rules, and what would turn the answer round. */
export async function explainQuota(context: Context, question: Question): Promise<QuotaExplanation> {
  const { subject, meter, amount = 1n } = question;
  const { name, states: all, pauses } = await showLimits(context, { subject });
  const states = all.filter(({ limit }) => limit.meter === meter.name);
  const fit = fitOf(states, amount);

  return {
    name,
    meter,
    amount,
    fit,
    states,
    pauses,
    flips: fit.fits ? refusals(states, amount) : passings(fit, amount),
  };
}

function passings({ refusing }: Fit, amount: Units): readonly Flip[] {
  return refusing.map((state) => ({ state, by: state.used + state.reserved + amount - (mostOf(state) ?? 0n) }));
}

/** The limit with the least room: one unit below what it needs, and it refuses. */
function refusals(states: readonly LimitState[], amount: Units): readonly Flip[] {
  const state = tightest(states);
  const room = state && roomOf(state);
  return state && room !== null && room !== undefined ? [{ state, by: -(room - amount + 1n) }] : [];
}
