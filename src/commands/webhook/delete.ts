import { deleteWebhook } from "../../domain/webhooks/delete-webhook.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";
import { webhook } from "./words.ts";

export const webhookDelete = defineCommand({
  name: ["webhook", "delete"],
  aliases: [["webhook", "remove"]],
  title: "Delete a webhook",
  submit: "Delete",
  summary: "Send nothing to a webhook any more",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "changes",
  args: { name: required(webhook, "Its name", { label: "Name" }) },
  example: "webhook delete pager",

  async confirm(_context, { name: { id, name, url, waiting } }) {
    return {
      title: `Delete the webhook ${name} (${new URL(url).host})?`,
      lines: [
        waiting > 0
          ? `It hears of nothing any more; ${count(waiting, "message that is", "messages that are")} on the way will not be sent.`
          : "It hears of nothing any more.",
        "This cannot be undone; you can make another, with another secret.",
      ],
      button: "Delete",
      pinned: { name: id },
    };
  },

  async run(context, { name: { id } }) {
    const { name } = await deleteWebhook(context, { webhookId: id });
    return {
      tone: "success",
      title: `Deleted the webhook ${name}`,
      actions: [button("Webhooks", "webhook list"), formButton("Make a webhook", "webhook create")],
    };
  },
});
