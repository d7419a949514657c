import { listSubscriptions } from "../../domain/alerts/list-subscriptions.ts";
import { unsubscribeChannel } from "../../domain/alerts/unsubscribe-channel.ts";
import { refuse } from "../../domain/errors.ts";
import { isId } from "../../domain/id.ts";
import { given, notA, optional } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { channelHere } from "./channel.ts";
import { subscriptionTable } from "./subscriptions.ts";
import { kindsWords } from "./subscription-words.ts";

/** Buttons give its id. */
const subscription: Kind<string> = {
  kind: "text",
  label: "Subscription",
  field: "suggested",
  alsoKnownAs: ["id"],
  read: (typed, field) => (isId(typed) ? given(typed) : notA(field, typed, "one of alert subscriptions")),
  suggest: async (context) =>
    (await listSubscriptions(context)).map((one) => ({
      value: one.id,
      label: `#${one.channel}: ${one.subject}, ${kindsWords(one)}`.slice(0, 100),
    })),
};

export const alertUnsubscribe = defineCommand({
  name: ["alert", "unsubscribe"],
  title: "Unsubscribe this channel",
  submit: "Unsubscribe",
  summary: "Have this channel hear no more of what it is subscribed to",
  group: "Alerts and announcements",
  effect: "changes",
  args: { subscription: optional(subscription, "Which; the only one of this channel, when left out") },
  example: "alert unsubscribe",
  tells: "The channel: a line says who ended it.",

  async run(context, { subscription: named }) {
    const channel = channelHere(context);
    const here = named || !channel ? [] : await listSubscriptions(context, { channel: keyOf(channel) });
    const [first, another] = here;
    if (another) {
      return {
        tone: "neutral",
        title: `#${channel?.name ?? "This channel"} is subscribed ${here.length} times. Which one shall end?`,
        table: subscriptionTable(here),
      };
    }
    const subscriptionId = named ?? first?.id ?? refuse(nothingHere(channel !== undefined));
    const ended = await unsubscribeChannel(context, { subscriptionId });
    return {
      tone: "success",
      title: `#${ended.channel} hears no more of ${ended.subject}`,
      lines: [`It heard of: ${kindsWords(ended)}.`],
      actions: [button("Subscriptions", "alert subscriptions")],
    };
  },
});

function keyOf({ platform, channelExternalId }: NonNullable<ReturnType<typeof channelHere>>) {
  return { platform, channelExternalId };
}

function nothingHere(isChannel: boolean) {
  return isChannel
    ? ({ kind: "not-found", thing: "alert_subscription" } as const)
    : ({ kind: "channel-needed" } as const);
}
