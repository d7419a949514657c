const DAY_MS = 86_400_000;

/** What is left of a use after that many milliseconds: half after each half-life (semantics E6). 0: no decay. */
export function decayed(usage: number, elapsedMs: number, halfLifeDays: number): number {
  if (halfLifeDays <= 0 || elapsedMs <= 0) return usage;
  return usage * 0.5 ** (elapsedMs / (halfLifeDays * DAY_MS));
}

export interface DatedUse {
  readonly at: Date;
  readonly amount: number;
}

/** Uses added up, each decayed since it happened. What is still to come is not counted. */
export function decayedSum(uses: readonly DatedUse[], now: Date, halfLifeDays: number): number {
  return uses
    .filter(({ at }) => at <= now)
    .reduce((sum, { at, amount }) => sum + decayed(amount, now.getTime() - at.getTime(), halfLifeDays), 0);
}
