import type { Limit } from "./limit.ts";
import type { Layer } from "./subject-limits.ts";

/**
 * The layers of a service account: of a meter of which nothing was given to it by name, it has nothing where people have
 * a part each. Otherwise a limit for each person would be as many limits as somebody makes accounts. `isGiven`: what the
 * organization sets takes the place of what the installation gives (subject-limits.ts, `sharesOut`).
 */
export function withheldFrom(layers: readonly Layer[], isGiven: (meter: string) => boolean): readonly Layer[] {
  const counts = (from: Layer["from"], meter: string) => from === "installation" || isGiven(meter);
  const given = new Set(
    layers.flatMap(({ from, limits }) =>
      limits.filter(isByName).flatMap(({ meter }) => (counts(from, meter) ? [meter] : [])),
    ),
  );
  const named = layers.map(({ limits, ...layer }) => ({ ...layer, limits: limits.filter(isByName) }));
  const others = layers.map(({ limits, ...layer }) => ({
    ...layer,
    limits: limits
      .filter((limit) => !isByName(limit))
      .map((limit) => (given.has(limit.meter) || !counts(layer.from, limit.meter) ? limit : withheld(limit))),
  }));
  return [...named, ...others];
}

/** Set for the account itself, or of a plan of its own. */
function isByName({ source }: Limit): boolean {
  return source.kind === "plan" ? source.through === "personal" : "personId" in source.subject;
}

/** What bounds nobody bounds it no more: there is nothing that many accounts would have more of. */
function withheld(limit: Limit): Limit {
  if (limit.amount === null || limit.model === "notify_only") return limit;
  return { ...limit, amount: 0n, model: "hard", gracePercent: 0, source: { ...limit.source, isWithheld: true } };
}
