import { listSubscriptions } from "../../domain/alerts/list-subscriptions.ts";
import type { SubscriptionView } from "../../domain/alerts/list-subscriptions.ts";
import type { Configuration } from "../../domain/configuration/configuration.ts";
import type { Table, TableRow } from "../../notifications/message.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";
import { channelWords, kindsWords, whoseWords } from "./subscription-words.ts";

const MOST_ROWS = 25;

type Meters = Pick<Configuration, "meters">;

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
      table: subscriptionTable(context.configuration, subscriptions.slice(0, MOST_ROWS)),
      actions,
      ...(more > 0 && { footer: `And ${count(more, "other", "others")}.` }),
    };
  },
});

export function subscriptionTable(configuration: Meters, subscriptions: readonly SubscriptionView[]): Table {
  const rows = subscriptions.map((subscription) => rowOf(configuration, subscription));
  return { columns: ["Channel", "Whose", "Kinds", "State"], rows };
}

function rowOf(configuration: Meters, subscription: SubscriptionView): TableRow {
  const { id, degraded } = subscription;
  return {
    cells: [
      channelWords(subscription),
      whoseWords(configuration, subscription),
      kindsWords(subscription),
      degraded ? `does not arrive: ${degraded.reason}` : "arrives",
    ],
    actions: [
      subscription.report
        ? button("Stop", "report stop", { report: id })
        : button("Unsubscribe", "alert unsubscribe", { subscription: id }),
    ],
  };
}
