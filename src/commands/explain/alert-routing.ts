import type { AlertRoutingProblem } from "../../domain/alerts/routing-problems.ts";
import { button, count, formButton } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

const open = button("Open alerts", "alert open");

export const alertRoutingWords: WordsFor<AlertRoutingProblem> = {
  "channel-needed": () => ({
    what: "This is not a channel.",
    rule: "A subscription is a channel's: everybody in it hears. What is about you comes to you directly anyway.",
    next: "Go to the channel and say it there. How you yourself are told is in your preferences.",
    actions: [button("My preferences", "alert preferences")],
  }),
  "channel-unreachable": ({ channel, reason, howTo }) => ({
    what: `I cannot post in ${channel}, so nothing was subscribed.`,
    rule: reason,
    next: howTo,
  }),
  "alert-kinds-missing": (_problem, asking) => ({
    what: "It was not said which kinds of alerts.",
    rule: "A channel hears of exactly the kinds that are named.",
    next: "Name one or more, such as quota and overage.",
    ...again(asking),
  }),
  "mute-window-invalid": ({ typed }, asking) => ({
    what: `“${typed}” is no time of the week.`,
    rule: "Days, times of day, or both: weekdays 22:00-07:00, sat sun, mon-fri 12:00-13:00.",
    next: "Write it like one of these; several are set apart by semicolons.",
    ...again(asking),
  }),
  "quiet-hours-invalid": ({ typed }, asking) => ({
    what: `“${typed}” are no quiet hours.`,
    rule: "Two times of day that differ, such as 22:00-07:00, or none.",
    next: "Write them like that.",
    ...again(asking),
  }),
  "digest-time-invalid": ({ typed }, asking) => ({
    what: `“${typed}” is no time of day.`,
    rule: "The daily digest comes at a time of day by your own clock, such as 08:00.",
    next: "Write it like that.",
    ...again(asking),
  }),
  "alert-acknowledged": ({ subject, by, at }) => ({
    what: `${by} has acknowledged the alert about ${subject} already.`,
    rule: [`That was on `, { time: at }, ". Once is enough: it is not repeated any more."],
    next: "You hear when it gets worse, and when it is over.",
    actions: [open],
  }),
  "alert-over": ({ subject, at }) => ({
    what: `The alert about ${subject} is over.`,
    rule: ["It ended on ", { time: at }, "; there is nothing left to answer."],
    next: "If it comes back, that is a new alert.",
    actions: [open],
  }),
  "alert-not-unusual": ({ subject }) => ({
    what: `The alert about ${subject} is not about unusual activity.`,
    rule: "Only what is unusual can be expected; a limit is reached whether somebody expected it or not.",
    next: "Acknowledge it, snooze it, or silence it.",
    actions: [open],
  }),
  "silence-too-long": ({ limitDays }, asking) => ({
    what: "That is too long for a silence.",
    rule: `A silence lasts at most ${count(limitDays, "day", "days")}, so that nothing is forgotten in it.`,
    next: "Choose an earlier end. What is never wanted is better switched off, or its rule changed.",
    ...again(asking),
  }),
  "silence-limit": ({ limit }) => ({
    what: "You have made as many silences as you may.",
    rule: `At most ${count(limit, "silence", "silences")} of one person at once.`,
    next: "End one that is not needed, or silence something wider.",
    actions: [button("Silences", "alert silences")],
  }),
  "silence-over": ({ by, at }) => ({
    what: "That silence is over.",
    rule: by ? [`${by} ended it on `, { time: at }, "."] : ["It ended on ", { time: at }, "."],
    next: "There is nothing more to do.",
    actions: [button("Silences", "alert silences")],
  }),
  "subscription-limit": ({ channel, limit }) => ({
    what: `The channel ${channel} has as many subscriptions as it may.`,
    rule: `At most ${count(limit, "subscription", "subscriptions")} for one channel.`,
    next: "End one that is not needed, or subscribe to something wider.",
    actions: [button("Subscriptions", "alert subscriptions")],
  }),
};

function again({ call }: Asking): Pick<Explanation, "actions"> {
  return call ? { actions: [formButton("Change it", call.command, call.input)] } : {};
}
