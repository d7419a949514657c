import { retryWebhook } from "../../domain/webhooks/retry-webhook.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count } from "../words.ts";
import { webhook } from "./words.ts";

export const webhookRetry = defineCommand({
  name: ["webhook", "retry"],
  title: "Send again",
  submit: "Send",
  summary: "Send again, now, what did not arrive at a webhook",
  details: "Each message keeps its id, so that a receiver that has it already can tell.",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "changes",
  args: { name: required(webhook, "Its name", { label: "Name" }) },
  example: "webhook retry pager",

  async run(context, { name: { id, name } }) {
    const messages = await retryWebhook(context, { webhookId: id });
    return {
      tone: "success",
      title: `${count(messages, "message is", "messages are")} on the way to the webhook ${name} again`,
      actions: [button("Log", "webhook log", { name }), button("Show the webhook", "webhook show", { name })],
    };
  },
});
