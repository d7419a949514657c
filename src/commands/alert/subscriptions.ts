import { listSubscriptions } from "../../domain/alerts/list-subscriptions.ts";
import type { SubscriptionView } from "../../domain/alerts/list-subscriptions.ts";
import type { Button, Table, TableRow } from "../../notifications/message.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";
import { channelWords, kindsWords, whoseWords } from "./subscription-words.ts";

const MOST_ROWS = 25;

export const alertSubscriptions = defineCommand({
  name: ["alert", "subscriptions"],
  title: "Subscriptions",
  summary: "List which channels hear of which alerts",
  group: "Alerts and announcements",
  effect: "reads",
  args: {},
  example: "alert subscriptions",

  async run(context) {
    const subscriptions = await listSubscriptions(context);
    const more = subscriptions.length - MOST_ROWS;
    const actions = [
      formButton("Subscribe this channel", "alert subscribe"),
      button("Do alerts arrive?", "alert doctor"),
    ];
    if (subscriptions.length === 0)
      return { tone: "neutral", title: "No channel is subscribed that you manage.", actions };
    return {
      tone: "neutral",
      title: `Subscriptions: ${subscriptions.length.toLocaleString("en-US")}`,
      table: subscriptionTable(subscriptions.slice(0, MOST_ROWS)),
      actions,
      ...(more > 0 && { footer: `And ${count(more, "other", "others")}.` }),
    };
  },
});

export function subscriptionTable(subscriptions: readonly SubscriptionView[]): Table {
  const rows = subscriptions.map((subscription) => rowOf(subscription));
  return { columns: ["Channel", "Whose", "Kinds", "State"], rows };
}

function rowOf(subscription: SubscriptionView): TableRow {
  const { degraded } = subscription;
  return {
    cells: [
      channelWords(subscription),
      whoseWords(subscription),
      kindsWords(subscription),
      degraded ? `does not arrive: ${degraded.reason}` : "arrives",
    ],
    actions: [endButton(subscription)],
  };
}

/** Has the channel hear no more of it. */
export function endButton({ id, report }: Pick<SubscriptionView, "id" | "report">): Button {
  return report
    ? button("Stop", "report stop", { report: id })
    : button("Unsubscribe", "alert unsubscribe", { subscription: id });
}
