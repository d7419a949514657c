import { testWebhook } from "../../domain/webhooks/test-webhook.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { webhook } from "./words.ts";

export const webhookTest = defineCommand({
  name: ["webhook", "test"],
  title: "Test a webhook",
  submit: "Send",
  summary: "Send a marked sample to a webhook, also to one that wanted nothing any more",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "changes",
  args: { name: required(webhook, "Its name", { label: "Name" }) },
  example: "webhook test pager",

  async run(context, { name: { id, name, format } }) {
    await testWebhook(context, { webhookId: id });
    return {
      tone: "success",
      title: `A test is on its way to the webhook ${name}`,
      lines: [
        format === "alertmanager"
          ? "It holds no alert, so that the Alertmanager shows nothing that is not so. The log says whether it arrived."
          : "The log says whether it arrived.",
      ],
      actions: [button("Log", "webhook log", { name }), button("Show the webhook", "webhook show", { name })],
    };
  },
});
