import type { BecauseUrlInvalid, WebhookProblem } from "../../domain/webhooks/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

const list = button("Webhooks", "webhook list");
const create = formButton("Make a webhook", "webhook create");

const rules: Readonly<Record<BecauseUrlInvalid, string>> = {
  unreadable: "It has to be a whole address, such as https://hooks.example.com/alerts.",
  "too-long": "It may have 2,000 characters at most.",
  "not-https":
    "It has to begin with https://, so that nobody reads along. http:// is for hosts that webhooks.allow in quartermaster.yml names.",
  credentials: "It must hold no name and password. What is sent is signed, by which the receiver knows it.",
  "inner-address":
    "It leads to this machine or into an inner network. Those may be reached only where webhooks.allow in quartermaster.yml names them.",
};

export const webhookWords: WordsFor<WebhookProblem> = {
  "webhook-url-invalid": ({ because, host }) => ({
    what: host ? `Nothing can be sent to ${host} by that address.` : "That address cannot be sent to.",
    rule: rules[because],
    next: "Give another address, or ask who runs this installation to allow it.",
    actions: [create],
  }),
  "webhook-name-taken": ({ name }) => ({
    what: `There is a webhook called ${name} already.`,
    rule: "Each has a name of its own.",
    next: "Give another name, or delete that one first.",
    actions: [list, create],
  }),
  "webhook-limit": ({ limit }) => ({
    what: "There are too many webhooks.",
    rule: `At most ${count(limit, "webhook", "webhooks")} in one installation.`,
    next: "Delete one that is no longer used.",
    actions: [list],
  }),
  "webhook-kinds-missing": () => ({
    what: "It was not said which kinds of alerts.",
    rule: "A webhook hears of at least one kind. An Alertmanager hears of none that come from another system.",
    next: "Name some, or leave them out for all.",
    actions: [create],
  }),
  "webhook-nothing-to-retry": ({ name }) => ({
    what: `Nothing waits to be sent to ${name} again.`,
    rule: "Everything has arrived, or is on its way.",
    next: "The log shows what was sent.",
    actions: [button("Log", "webhook log", { name })],
  }),
};
