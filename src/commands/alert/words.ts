import type { RuleView } from "../../domain/alerts/rule-view.ts";
import { EACH } from "../../domain/alerts/alert-rule.ts";
import type { AlertTested } from "../../domain/alerts/test-alert.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { listed as listedWords, sentence } from "../../notifications/compose/words.ts";
import type { Fact, Text } from "../../notifications/message.ts";
import { capitalized } from "../org/words.ts";
import { count, fact, present } from "../words.ts";

/** "GPU hours of Vision Lab, limit: tells from 80 % on". */
export function ruleFactsShown({ rule, subject, tells, enabled }: RuleView): readonly Fact[] {
  return present([
    fact("Kind", kindNames[rule.kind]),
    fact("Whose", capitalized(subject)),
    fact("Tells", capitalized(tells)),
    rule.window !== null && fact("Period", rule.window),
    ...timingFacts(rule),
    fact("State", enabled ? "on" : "off"),
    fact("Made by", rule.createdById === null ? "the installation, from its beginning" : rule.createdByName),
  ]);
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

function timingFacts({ spec }: RuleView["rule"]): readonly (Fact | false)[] {
  const { pendingFor, keepFiringFor, repeatEvery } = spec.timing;
  return [
    pendingFor > 0 && fact("Waits", `until it has been so for ${lengthWords(pendingFor)}`),
    keepFiringFor > 0 && fact("Is over", `once it has not been so for ${lengthWords(keepFiringFor)}`),
    repeatEvery !== null && fact("Repeats", `every ${lengthWords(repeatEvery)} while nobody acknowledges it`),
  ];
}

/** "10 minutes", "4 hours", "2 days". */
export function lengthWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / MINUTE_MS);
  if (minutes % DAY_MINUTES === 0) return count(minutes / DAY_MINUTES, "day", "days");
  if (minutes % HOUR_MINUTES === 0) return count(minutes / HOUR_MINUTES, "hour", "hours");
  return count(minutes, "minute", "minutes");
}

/** Where a sample went, and who else would hear. */
export function sampleLines({ channels, degraded, people }: AlertTested): readonly Text[] {
  const places = ["your direct messages", ...channels.map((name) => `#${name}`)];
  return [
    sentence(`A sample, marked as such, went to ${listedWords(places)}`),
    ...(people.length > 0 ? [sentence(`A real one would be told to ${listedWords(people)}, too`)] : []),
    ...(degraded.length > 0
      ? [sentence(`Not to ${listedWords(degraded.map((name) => `#${name}`))}, where I cannot post now`)]
      : []),
  ];
}

/** Who hears of a rule's alerts by themselves, whatever channels subscribe to. */
export function defaultRoute({ watched }: RuleView): string {
  if (watched === EACH) return "Each person hears of their own, each organization's owners of theirs.";
  if (watched.scope === "tenant") return "The admin channel hears of it, or the Super Admins where there is none.";
  return "personId" in watched
    ? "The person hears of it, and channels that subscribe to it."
    : "The owners hear of it, and channels that subscribe to it.";
}
