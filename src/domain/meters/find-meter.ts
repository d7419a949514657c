import type { Configuration } from "../configuration/configuration.ts";
import { refuse } from "../errors.ts";
import type { Meter } from "./meter.ts";
import { singularOf } from "./unit-words.ts";

type Metered = Pick<Configuration, "meters">;

/** The meter that somebody means by its name or label, in any case, with dashes or spaces, singular or plural. */
export function findMeter({ meters }: Metered, typed: string): Meter | undefined {
  const exact = meters.find(({ name }) => name === typed);
  if (exact) return exact;

  const wanted = plain(typed);
  return meters.find(({ name }) => plain(name) === wanted) ?? meters.find(({ label }) => plain(label) === wanted);
}

/** The same, refusing what is none. `field` is the argument it was given in. */
export function requireMeter(configuration: Metered, typed: string, field?: string): Meter {
  const known = configuration.meters.map(({ name }) => name);
  return findMeter(configuration, typed) ?? refuse({ kind: "meter-unknown", typed, known, ...(field && { field }) });
}

/** What people read for a meter's name: the name itself of one that is no longer counted. */
export function labelOf({ meters }: Metered, name: string): string {
  return meters.find((meter) => meter.name === name)?.label ?? name;
}

function plain(text: string): string {
  return singularOf(
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/gu, " "),
  );
}
