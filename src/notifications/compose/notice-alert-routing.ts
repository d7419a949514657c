import type { AlertRoutingEvent, SubscriptionFacts } from "../../domain/alerts/routing-events.ts";
import { kindsListed, severityNames } from "./alert-kinds.ts";
import { capitalized } from "./alert-news.ts";
import type { Notices } from "./notice.ts";
import { sentence } from "./words.ts";

const subscriptions = { label: "Subscriptions", call: { command: "alert subscriptions", input: {} } };
const openAlerts = { label: "Open alerts", call: { command: "alert open", input: {} } };

/** News about who hears of alerts: in the channel that is concerned, and to who set it up when it stops working. */
export const alertRoutingNotices: Notices<AlertRoutingEvent["kind"]> = {
  "alert-channel-subscribed": ({ subscription, before }) => ({
    tone: "neutral",
    title: before
      ? `What this channel hears of ${subscription.subject} was changed`
      : `Alerts about ${subscription.subject} are posted in this channel from now on`,
    lines: heard(subscription),
  }),
  "alert-channel-unsubscribed": ({ subscription }) => ({
    tone: "neutral",
    title: `Alerts about ${subscription.subject} are no longer posted in this channel`,
  }),
  "alert-channel-degraded": ({ subscription, because }) => ({
    tone: "warning",
    title: `${posted(subscription)} ${subscription.subject} cannot be posted in #${subscription.channel}`,
    lines: [
      sentence(because),
      "The subscription is kept. It is tried again by itself and as soon as I am let in; what was missed comes as one message.",
    ],
    actions: [subscriptions],
  }),
  "alert-channel-recovered": ({ subscription }) => ({
    tone: "success",
    title: `${posted(subscription)} ${subscription.subject} arrive in #${subscription.channel} again`,
  }),
  "alert-silenced": ({ silence }) => ({
    tone: "neutral",
    title: `Alerts were silenced: ${silence.shown}`,
    lines: [["Until ", { time: new Date(silence.until) }, ". What fires meanwhile is recorded."]],
  }),
  "alert-silence-ended": ({ silence }) => ({
    tone: "neutral",
    title: `A silence was ended: ${silence.shown}`,
    actions: [openAlerts],
  }),
  "alert-acknowledged": ({ alert }) => ({
    tone: "neutral",
    title: `The alert about ${alert.subject} was acknowledged`,
  }),
  "alert-snoozed": ({ alert, until }) => ({
    tone: "neutral",
    title: until ? `The alert about ${alert.subject} was snoozed` : `The alert about ${alert.subject} is awake again`,
    ...(until && { lines: [["Until ", { time: new Date(until) }, "."]] }),
  }),
  "alert-investigated": ({ alert }) => ({
    tone: "neutral",
    title: `Somebody looks into the unusual activity of ${alert.subject}`,
  }),
  "alert-expected": ({ alert, until }) => ({
    tone: "neutral",
    title: `The unusual activity of ${alert.subject} is expected`,
    lines: [["Nothing is told of it until ", { time: new Date(until) }, "."]],
  }),
  "alert-preference-set": ({ after }) => ({
    tone: "neutral",
    title: "How you are told of alerts was changed",
    lines: [
      `Quiet hours: ${after.quietHours}. Daily digest: ${after.digestAt}.`,
      after.off.length > 0 ? `Not told: ${kindsListed(after.off)}.` : "All kinds are told.",
    ],
  }),
};

function posted({ purpose }: SubscriptionFacts): string {
  return purpose === "report" ? "Reports on" : "Alerts about";
}

function heard({ kinds, meterLabel, leastSeverity, leastPercent, muted }: SubscriptionFacts): readonly string[] {
  const what = kinds.length > 0 ? capitalized(kindsListed(kinds)) : "What concerns the installation";
  const bounds = [
    meterLabel !== null && `only ${meterLabel}`,
    leastPercent !== null && `from ${leastPercent} %`,
    leastSeverity !== "info" && `${severityNames[leastSeverity]} or worse`,
  ].filter((bound) => typeof bound === "string");
  const kindLine = bounds.length > 0 ? `${what}; ${bounds.join(", ")}.` : `${what}.`;
  return muted.length > 0 ? [kindLine, `Only what is critical: ${muted.join("; ")}.`] : [kindLine];
}
