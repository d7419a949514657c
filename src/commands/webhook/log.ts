import { readWebhookLog } from "../../domain/webhooks/read-webhook-log.ts";
import type { MessageView } from "../../domain/webhooks/read-webhook-log.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { button, count } from "../words.ts";
import { webhook } from "./words.ts";

export const webhookLog = defineCommand({
  name: ["webhook", "log"],
  title: "Log of a webhook",
  submit: "Show",
  summary: "Show what was sent to a webhook in the last 30 days, and how that went",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "reads",
  args: {
    name: required(webhook, "Its name", { label: "Name" }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "webhook log pager",

  async run(context, { name: { id, name }, page: asked }) {
    const { messages, total, page, pages } = await readWebhookLog(context, { webhookId: id, page: asked });
    return listReply(context, {
      heading: `Sent to the webhook ${name}`,
      nothing: `Nothing was sent to the webhook ${name} yet.`,
      total,
      page,
      pages,
      table: { columns: ["When", "What", "State", "Last attempt"], rows: messages.map(rowOf) },
      actions: [
        button("Send again", "webhook retry", { name }),
        button("Send a test", "webhook test", { name }),
        button("Show the webhook", "webhook show", { name }),
      ],
    });
  },
});

function rowOf(message: MessageView): TableRow {
  return { cells: [[{ time: message.createdAt }], message.type, stateOf(message), lastOf(message)] };
}

function stateOf({ state, sentAt, nextAt, attempts }: MessageView): Text {
  const tried = count(attempts, "attempt", "attempts");
  switch (state) {
    case "sent":
      return sentAt ? ["arrived ", { time: sentAt }] : "arrived";
    case "failed":
      return `given up after ${tried}`;
    case "pending":
      return attempts === 0 ? "on its way" : [`${tried}, next `, { time: nextAt }];
  }
}

/** "503 in 120 ms: It answered 503. “try later”". */
function lastOf({ log }: MessageView): string {
  const last = log.at(-1);
  if (!last) return "none yet";
  const { status, tookMs, error, answer } = last;
  const how = `${status === undefined ? "no answer" : status} in ${tookMs.toLocaleString("en-US")} ms`;
  return [how, ...(error ? [`: ${error}`] : []), ...(answer ? [` “${answer}”`] : [])].join("");
}
