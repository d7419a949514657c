import type { Meter } from "../meters/meter.ts";
import type { KeptMeter } from "../plans/events.ts";
import type { Configuration } from "./configuration.ts";

/**
 * What was counted is kept in whole numbers of each meter's smallest unit: a meter whose kind or decimals change would
 * make other amounts of them. A line for each that does.
 */
export function metersKept(
  before: readonly (KeptMeter & Pick<Meter, "name">)[],
  { meters, source }: Pick<Configuration, "meters" | "source">,
): readonly string[] {
  const file = source.file ?? "configuration";
  return meters.flatMap(({ name, kind, decimals }) => {
    const kept = before.find((one) => one.name === name);
    if (!kept) return [];
    return [
      ...(kept.kind === kind ? [] : [`${file} meters.${name}.kind: was ${kept.kind} before, and stays so`]),
      ...(kept.decimals === decimals
        ? []
        : [
            `${file} meters.${name}.decimals: was ${kept.decimals} before, and stays so: amounts are kept in that unit`,
          ]),
    ];
  });
}

/** A configuration's meters as an event keeps them. */
export function keptOf({ meters }: Pick<Configuration, "meters">): Readonly<Record<string, KeptMeter>> {
  return Object.fromEntries(meters.map(({ name, kind, decimals }) => [name, { kind, decimals }]));
}
