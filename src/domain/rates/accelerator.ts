import type { Configuration } from "../configuration/configuration.ts";
import { refuse } from "../errors.ts";
import { ONE } from "./rate.ts";
import type { Rate } from "./rate.ts";

/** A kind of processor that counts by a rate of its own. */
export interface Accelerator {
  /** What people and machines write: "h100". */
  readonly name: string;
  /** What people read: "H100". */
  readonly label: string;
  /** As it was written: "80 GB". */
  readonly memory?: string;
  /** By counter; 1 for those that are not named. */
  readonly rates: Readonly<Record<string, Rate>>;
}

type Rated = Pick<Configuration, "accelerators">;

/** By what each may be called; machines ask for every event. */
const known = new WeakMap<Rated["accelerators"], ReadonlyMap<string, Accelerator>>();

/** The accelerator that somebody means by its name or label, in any case, with dashes, underscores or spaces or none. */
export function findAccelerator({ accelerators }: Rated, typed: string): Accelerator | undefined {
  const called = known.get(accelerators) ?? calledBy(accelerators);
  known.set(accelerators, called);
  return called.get(typed) ?? called.get(plainName(typed));
}

function calledBy(accelerators: Rated["accelerators"]): ReadonlyMap<string, Accelerator> {
  return new Map(
    accelerators.flatMap((one) => [one.name, plainName(one.name), plainName(one.label)].map((name) => [name, one])),
  );
}

/** The same, refusing with `accelerator-unknown`. `field` is the argument it was given in. */
export function requireAccelerator(configuration: Rated, typed: string, field?: string): Accelerator {
  const known = configuration.accelerators.map(({ name }) => name);
  return (
    findAccelerator(configuration, typed) ??
    refuse({ kind: "accelerator-unknown", typed, known, ...(field && { field }) })
  );
}

export function rateOf({ rates }: Accelerator, meter: string): Rate {
  return rates[meter] ?? ONE;
}

/** "H-100", "h 100" and "h100" are the same. */
export function plainName(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]+/gu, "");
}
