import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import { listWebhooks } from "../../domain/webhooks/list-webhooks.ts";
import { kindsFor } from "../../domain/webhooks/webhook.ts";
import type { WebhookView } from "../../domain/webhooks/webhook.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { button, formButton } from "../words.ts";
import { healthOf, kindsWords } from "./words.ts";

export const webhookList = defineCommand({
  name: ["webhook", "list"],
  aliases: [["webhooks"]],
  title: "Webhooks",
  summary: "List the machines that hear of alerts, and whether what is sent arrives",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "reads",
  args: { page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }) },
  example: "webhook list",

  async run(context, { page: asked }) {
    const all = await listWebhooks(context);
    const { offset, ...place } = pageOf(all.length, asked);
    return listReply(context, {
      heading: "Webhooks",
      nothing: "No machine hears of alerts yet.",
      ...place,
      table: {
        columns: ["Name", "Host", "Hears of", "Whose", "Health"],
        rows: all.slice(offset, offset + PAGE_SIZE).map(rowOf),
      },
      actions: [formButton("Make a webhook", "webhook create")],
    });
  },
});

function rowOf(view: WebhookView): TableRow {
  const { name, url, format, organization } = view;
  return {
    cells: [
      name,
      new URL(url).host,
      kindsWords(view, kindsFor(format).length),
      organization ? organization.name : "everybody's",
      healthOf(view),
    ],
    actions: [button("Show", "webhook show", { name }), button("Log", "webhook log", { name })],
  };
}
