import type { Configuration } from "../../../domain/configuration/configuration.ts";
import { denialTextOf } from "../../../domain/configuration/denial-text.ts";

/** What the operator says of a refusal, for people to read: of this meter; without one, as of a pause, of all. */
export function helpOf(configuration: Configuration, meterName?: string): { readonly help?: string } {
  const help = denialTextOf(configuration, meterName);
  return help ? { help } : {};
}
