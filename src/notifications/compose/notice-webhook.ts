import type { WebhookEvent } from "../../domain/webhooks/events.ts";
import { kindsListed } from "./alert-kinds.ts";
import { capitalized } from "./alert-news.ts";
import type { Notices } from "./notice.ts";
import { count, sentence } from "./words.ts";

const show = (name: string) => ({ label: "Show the webhook", call: { command: "webhook show", input: { name } } });
const log = (name: string) => ({ label: "Log", call: { command: "webhook log", input: { name } } });

/** News about the endpoints at which machines hear of alerts; never of what they are signed with. */
export const webhookNotices: Notices<WebhookEvent["kind"]> = {
  "webhook-created": ({ webhook: { name, host, kinds, format }, organization }) => ({
    tone: "neutral",
    title: `The webhook ${name} was made`,
    lines: [
      `${host} is told of the alerts of ${organization ? organization.name : "everybody"}${format === "alertmanager" ? ", as an Alertmanager" : ""}.`,
      `${capitalized(kindsListed(kinds))}.`,
    ],
    actions: [show(name)],
  }),
  "webhook-deleted": ({ webhook: { name, host } }) => ({
    tone: "neutral",
    title: `The webhook ${name} was deleted`,
    lines: [`${host} is told of nothing any more.`],
  }),
  "webhook-secret-rotated": ({ webhook: { name }, oldUntil }) => ({
    tone: "neutral",
    title: `The webhook ${name} has a new secret`,
    lines: [["The old one is signed with as well until ", { time: new Date(oldUntil) }, "."]],
  }),
  "webhook-tested": ({ webhook: { name } }) => ({
    tone: "neutral",
    title: `A test was sent to the webhook ${name}`,
    actions: [log(name)],
  }),
  "webhook-retried": ({ webhook: { name }, count: messages }) => ({
    tone: "neutral",
    title: `${count(messages, "message", "messages")} to the webhook ${name} were sent again`,
    actions: [log(name)],
  }),
  "webhook-degraded": ({ webhook: { name, host }, because }) => ({
    tone: "warning",
    title: `Nothing arrives at the webhook ${name}`,
    lines: [
      `${host}: ${sentence(because)}`,
      "The webhook is kept. Once it answers, send a test, or again what was missed.",
    ],
    actions: [log(name), show(name)],
  }),
  "webhook-recovered": ({ webhook: { name } }) => ({
    tone: "success",
    title: `Alerts arrive at the webhook ${name} again`,
    actions: [show(name)],
  }),
};
