/** A delivery that fails this often in a row is given up, visibly; with the waits between, about an hour later. */
export const MAX_ATTEMPTS = 12;
const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 15 * 60;

/**
 * Seconds until the next attempt after `attempts` failed ones: doubling from two seconds to a quarter of an hour,
 * spread by up to a fifth so that many do not return at once; never sooner than the platform asked.
 */
export function waitBeforeNext(attempts: number, askedSeconds: number | undefined, random = Math.random): number {
  const doubled = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempts - 1));
  return Math.ceil(Math.max(doubled, askedSeconds ?? 0) * (1 + random() / 5));
}
