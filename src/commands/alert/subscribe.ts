import { subscribeChannel } from "../../domain/alerts/subscribe-channel.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { reachHere } from "./channel.ts";
import { allKinds } from "./kinds.ts";
import { least, perHour } from "./level-arg.ts";
import { channelWords, subscriptionFactsShown } from "./subscription-words.ts";
import { muteWindows } from "./time-args.ts";
import { countedMeant } from "./watched.ts";

export const alertSubscribe = defineCommand({
  name: ["alert", "subscribe"],
  title: "Subscribe this channel",
  submit: "Subscribe",
  summary: "Have this channel hear of an organization's alerts, of exactly the kinds that you name",
  details:
    "Of an organization all below it is heard of, too. Subscribing again to the same organization and meter puts the new kinds in the place of the old ones.",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: {
    kinds: arg.several("Kinds", allKinds)("Exactly these kinds, separated by commas", { alsoKnownAs: ["kind"] }),
    subject: arg.subject("Whose: an organization, or installation; your organization, when left out", {
      optional: true,
      alsoKnownAs: ["org", "organization"],
    }),
    meter: arg.meter("Only of this meter", { optional: true, keyed: true }),
    min: optional(least, "Only from this percentage on, such as 80, or from warning or critical on", { keyed: true }),
    mute: optional(muteWindows, "When only critical ones are told: weekdays 22:00-07:00, sat sun", { keyed: true }),
    budget: optional(perHour, "How many messages an hour, before the rest comes as one", {
      keyed: true,
      unasked: true,
    }),
    admin: arg.flag("Whether it is the channel of those who run the installation", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Admin channel",
    }),
  },
  example: "alert subscribe quota,overage vision-lab min:80",
  moreExamples: ['alert subscribe kinds:quota,failures mute:"weekdays 22:00-07:00"'],
  tells: "The channel: a line says who subscribed it.",

  async run(context, { kinds, subject, min, mute, admin, ...input }) {
    const watched = countedMeant(context, subject);
    const organizationId = "organizationId" in watched ? watched.organizationId : undefined;
    const { subscription, before, changed } = await subscribeChannel(context, {
      ...input,
      ...reachHere(context),
      kinds,
      organizationId,
      purpose: admin ? "admin" : "alerts",
      leastPercent: min?.percent,
      leastSeverity: min?.severity,
      muted: mute,
    });
    const what = `${channelWords(subscription)} hears of ${count(subscription.kinds.length, "kind", "kinds")} of alerts`;
    return {
      tone: changed ? "success" : "neutral",
      title: changed ? `${what} from now on` : `${what}, as before`,
      lines: before && changed ? ["What it heard of the same before no longer holds."] : [],
      facts: subscriptionFactsShown(subscription),
      actions: [
        button("Unsubscribe", "alert unsubscribe", { subscription: subscription.id }),
        button("Subscriptions", "alert subscriptions"),
        button("Do alerts arrive?", "alert doctor"),
      ],
    };
  },
});
