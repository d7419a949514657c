import { rotateWebhook } from "../../domain/webhooks/rotate-webhook.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";
import { webhook } from "./words.ts";

export const webhookRotate = defineCommand({
  name: ["webhook", "rotate"],
  title: "New secret",
  submit: "Make",
  summary: "Give a webhook another secret; the old one is signed with as well for a day",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "changes",
  tried: "news",
  args: { name: required(webhook, "Its name", { label: "Name" }) },
  example: "webhook rotate pager",

  async confirm(_context, { name: { id, name, oldSecretUntil } }) {
    return {
      title: `Give the webhook ${name} another secret?`,
      lines: [
        oldSecretUntil
          ? "What is sent is signed with the present secret as well for 24 hours. The one before it, which is still good, ends at once."
          : "What is sent is signed with the present secret as well for 24 hours: give the receiver the new one by then.",
      ],
      button: "Make a new secret",
      pinned: { name: id },
    };
  },

  async run(context, { name: { id } }) {
    const { name, secret, oldUntil } = await rotateWebhook(context, { webhookId: id });
    return {
      tone: "success",
      title: `The webhook ${name} has a new secret`,
      lines: ["Copy it now: it is shown only this once."],
      facts: [fact("Secret", [{ code: secret }]), fact("Old secret until", [{ time: oldUntil }])],
      actions: [button("Send a test", "webhook test", { name }), button("Webhooks", "webhook list")],
    };
  },
});
