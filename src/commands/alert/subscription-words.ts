import type { SubscriptionView } from "../../domain/alerts/list-subscriptions.ts";
import type { SubscriptionFacts } from "../../domain/alerts/routing-events.ts";
import { kindsListed, severityNames } from "../../notifications/compose/alert-kinds.ts";
import { reportNames } from "../../notifications/compose/notice-report.ts";
import type { Fact } from "../../notifications/message.ts";
import { capitalized } from "../org/words.ts";
import { fact, platformNames, present } from "../words.ts";

/** What a channel hears of, a fact each. */
export function subscriptionFactsShown(subscription: SubscriptionFacts): readonly Fact[] {
  const { subject, meterLabel, muted } = subscription;
  return present([
    fact("Kinds", kindsWords(subscription)),
    fact("Whose", capitalized(subject)),
    meterLabel !== null && fact("Of", meterLabel),
    isBounded(subscription) && fact("At least", leastWords(subscription)),
    muted.length > 0 && fact("Muted", muted.join("; ")),
  ]);
}

type Heard = Pick<SubscriptionFacts, "kinds" | "purpose"> & Partial<Pick<SubscriptionView, "report">>;

/** "Limit coming near and limit passed"; of what comes by a schedule "Usage report, every Monday at 09:00". */
export function kindsWords({ kinds, purpose, report }: Heard): string {
  if (report) return capitalized(`${reportNames[report.what]}, ${report.every}`);
  if (kinds.length === 0 && purpose === "admin") return "All that concerns the installation";
  return kinds.length === 0 ? "None" : capitalized(kindsListed(kinds));
}

/** "#gpu-ops on Slack": a name that another platform may have, too. */
export function channelWords({ channel, platform }: Pick<SubscriptionFacts, "channel" | "platform">): string {
  return `#${channel} on ${platformNames[platform]}`;
}

/** "Vision Lab and all below it, of GPU hours, from 80 % of a limit". */
export function whoseWords(subscription: SubscriptionFacts): string {
  return capitalized(withinWords(subscription));
}

/** "Alerts of Vision Lab and all below it", "Usage report of Vision Lab and all below it". */
export function whatWords(subscription: SubscriptionView): string {
  const { report } = subscription;
  return `${report ? capitalized(reportNames[report.what]) : "Alerts"} of ${withinWords(subscription)}`;
}

function withinWords(subscription: SubscriptionFacts): string {
  const { subject, meterLabel } = subscription;
  const of = meterLabel === null ? "" : `, of ${meterLabel}`;
  return `${subject}${of}${isBounded(subscription) ? `, from ${leastWords(subscription)} on` : ""}`;
}

/** What a channel does not hear of what was just added to it, since it wants to hear from some level on only. */
export function boundLines(subscription: SubscriptionFacts): readonly string[] {
  if (!isBounded(subscription)) return [];
  return [`${channelWords(subscription)} hears of it from ${leastWords(subscription)} on, as of all else.`];
}

function isBounded({ leastPercent, leastSeverity }: SubscriptionFacts): boolean {
  return leastPercent !== null || leastSeverity !== "info";
}

function leastWords({ leastPercent, leastSeverity }: SubscriptionFacts): string {
  if (leastPercent !== null) return `${leastPercent} % of a limit`;
  return severityNames[leastSeverity];
}
