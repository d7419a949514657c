import type { Configuration } from "../configuration/configuration.ts";
import type { Meter } from "../meters/meter.ts";

/** A meter by its own name; one that has left the configuration is counted in its smallest unit. */
export function meterCalled({ meters }: Pick<Configuration, "meters">, name: string): Meter {
  return meters.find((meter) => meter.name === name) ?? { name, label: name, unit: name, kind: "counter", decimals: 0 };
}
