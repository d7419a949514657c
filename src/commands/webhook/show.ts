import { kindsFor } from "../../domain/webhooks/webhook.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, count, fact, present } from "../words.ts";
import { formatNames, healthOf, kindsWords, webhook } from "./words.ts";

export const webhookShow = defineCommand({
  name: ["webhook", "show"],
  title: "A webhook",
  submit: "Show",
  summary: "Show a webhook: where it goes, what it hears of, and whether that arrives",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "reads",
  args: { name: required(webhook, "Its name", { label: "Name" }) },
  example: "webhook show pager",

  async run(_context, { name: view }) {
    const { name, url, format, organization, createdByName, createdAt, degradedReason, oldSecretUntil } = view;
    return {
      tone: view.state === "ok" ? "neutral" : "warning",
      title: `Webhook ${name}`,
      ...(degradedReason !== null && { lines: [degradedReason] }),
      facts: present([
        fact("Address", [{ code: url }]),
        fact("Health", healthOf(view)),
        fact("Hears of", kindsWords(view, kindsFor(format).length)),
        fact("Whose", organization ? organization.name : "everybody's"),
        fact("Format", formatNames[format]),
        fact("On their way", count(view.waiting, "message", "messages")),
        fact("Given up", count(view.failed, "message", "messages")),
        oldSecretUntil && fact("Old secret until", [{ time: oldSecretUntil }]),
        fact("Made", [`by ${createdByName}, `, { time: createdAt }]),
      ]),
      actions: [
        button("Send a test", "webhook test", { name }),
        button("Log", "webhook log", { name }),
        button("Send again", "webhook retry", { name }),
        button("New secret", "webhook rotate", { name }),
        button("Delete", "webhook delete", { name }, { style: "danger" }),
      ],
    };
  },
});
