const HOUR_MS = 60 * 60 * 1000;

/**
 * How long an urgent request waits, in milliseconds: Teleport's time to live of an access request, one hour by default
 * until its version 15 made that a week (gravitational/teleport#39509). Others wait as the configuration says.
 */
const URGENT_MS = HOUR_MS;

/** After a quarter of that, in milliseconds, others are asked, too. */
export const URGENT_ESCALATION_MS = URGENT_MS / 4;

/** How long a request waits for an answer, in milliseconds; an urgent one never longer than any other. */
export function waitsFor(urgent: boolean, { answerWithinHours }: { readonly answerWithinHours: number }): number {
  const usual = answerWithinHours * HOUR_MS;
  return urgent ? Math.min(URGENT_MS, usual) : usual;
}
