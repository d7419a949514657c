import { createWebhook } from "../../domain/webhooks/create-webhook.ts";
import { kindsFor } from "../../domain/webhooks/webhook.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";
import { endpointUrl, formatNames, kindsWords } from "./words.ts";

export const webhookCreate = defineCommand({
  name: ["webhook", "create"],
  aliases: [
    ["webhook", "new"],
    ["webhook", "add"],
  ],
  title: "Make a webhook",
  submit: "Make",
  summary: "Have a machine hear of alerts at an address",
  details:
    "What is sent is signed as Standard Webhooks say; the secret is shown once, to you alone. With format:alertmanager open alerts become those of a Prometheus Alertmanager. Inner addresses are refused unless quartermaster.yml allows them. docs/api.md shows what is sent.",
  group: "Run this installation",
  permission: "webhook:manage",
  effect: "changes",
  tried: "news",
  args: {
    name: arg.text("What hears of them, such as pager", { label: "Name" }),
    url: required(endpointUrl, "Where it listens, such as https://hooks.example.com/alerts"),
    kinds: arg.several("Kinds", kindNames)("Which kinds of alerts, separated by commas; all, when left out", {
      optional: true,
      keyed: true,
    }),
    org: arg.place("Whose alerts, with all below it; everybody's, when left out", { optional: true, keyed: true }),
    format: arg.choice("Format", formatNames)("In which form", { default: "standard", keyed: true }),
  },
  example: "webhook create pager https://hooks.example.com/alerts kinds:quota,overage",
  moreExamples: ["webhook create prometheus https://alertmanager.example.com format:alertmanager"],

  async run(context, { name, url, kinds, org, format }) {
    const created = await createWebhook(context, {
      name,
      url,
      format,
      kinds,
      ...(org && { organization: { id: org.id, name: org.name } }),
    });
    return {
      tone: "success",
      title: `Made the webhook ${created.name}`,
      lines: [
        "Copy the secret now: it is shown only this once. By it the receiver knows that what it gets is from here.",
      ],
      facts: [
        fact("Secret", [{ code: created.secret }]),
        fact("Hears of", kindsWords(created, kindsFor(format).length)),
        fact("Whose", org ? org.name : "everybody's"),
        fact("Format", formatNames[format]),
      ],
      actions: [
        button("Send a test", "webhook test", { name: created.name }),
        button("Webhooks", "webhook list"),
        button("Delete", "webhook delete", { name: created.name }, { style: "danger" }),
      ],
    };
  },
});
