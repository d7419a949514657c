import type { SubscriptionFacts } from "../../domain/alerts/routing-events.ts";
import type { Configuration } from "../../domain/configuration/configuration.ts";
import { kindNames, severityNames } from "../../notifications/compose/alert-kinds.ts";
import type { Fact } from "../../notifications/message.ts";
import { capitalized } from "../org/words.ts";
import { fact, listed, present } from "../words.ts";

type Meters = Pick<Configuration, "meters">;

/** What a channel hears of, a fact each. */
export function subscriptionFactsShown(configuration: Meters, subscription: SubscriptionFacts): readonly Fact[] {
  const { subject, muted } = subscription;
  return present([
    fact("Kinds", kindsWords(subscription)),
    fact("Whose", capitalized(subject)),
    fact("Of", meterWords(configuration, subscription)),
    fact("At least", leastWords(subscription)),
    muted.length > 0 && fact("Muted", muted.join("; ")),
  ]);
}

export function kindsWords({ kinds, purpose }: Pick<SubscriptionFacts, "kinds" | "purpose">): string {
  if (kinds.length === 0 && purpose === "admin") return "All that concerns the installation";
  return kinds.length === 0 ? "None" : listed(kinds.map((kind) => kindNames[kind]));
}

function meterWords({ meters }: Meters, { meter }: SubscriptionFacts): string {
  return meter === null ? "Every meter" : (meters.find(({ name }) => name === meter)?.label ?? meter);
}

/** "80 % of a limit, and whatever has none". */
export function leastWords({ leastPercent, leastSeverity }: SubscriptionFacts): string {
  if (leastPercent !== null) return `${leastPercent} % of a limit`;
  return leastSeverity === "info" ? "Any" : capitalized(severityNames[leastSeverity]);
}
