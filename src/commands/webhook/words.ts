import { findWebhook, listWebhooks } from "../../domain/webhooks/list-webhooks.ts";
import type { WebhookFormat, WebhookState, WebhookView } from "../../domain/webhooks/webhook.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import type { Text } from "../../notifications/message.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { listed } from "../words.ts";

export const formatNames = {
  standard: "Signed events",
  alertmanager: "Prometheus Alertmanager",
} as const satisfies Record<WebhookFormat, string>;

const stateNames = {
  ok: "works",
  degraded: "nothing arrives",
  gone: "wants nothing any more",
} as const satisfies Record<WebhookState, string>;

const LONGEST_URL = 2_000;

/** What alerts are sent to; whether it may be is decided by the domain. */
export const endpointUrl: Kind<string> = {
  kind: "text",
  label: "Address",
  field: "line",
  maxLength: LONGEST_URL,
  claims: (word) => /^https?:/iu.test(word),
  // Slack puts addresses between angle brackets.
  read: (typed, field) =>
    typed.length <= LONGEST_URL
      ? given(typed.replace(/^<([^|>]+)(?:\|[^>]*)?>$/u, "$1"))
      : notA(field, `${typed.slice(0, 20)}…`, `at most ${LONGEST_URL.toLocaleString("en-US")} characters`),
};

/** A webhook by its name. Only who may manage them finds one. */
export const webhook: Kind<WebhookView> = {
  kind: "text",
  label: "Webhook",
  field: "suggested",
  maxLength: 80,
  read: (typed) => ({ ok: true, resolve: (context) => findWebhook(context, typed) }),
  async suggest(context, query) {
    const wanted = query.toLowerCase();
    const all = await listWebhooks(context);
    return all
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .slice(0, 25)
      .map(({ name, url }) => ({ value: name, label: `${name} (${new URL(url).host})`.slice(0, 100) }));
  },
};

/** "works, last reached …", "nothing arrives since …". */
export function healthOf({ state, failingSince, reachedAt }: WebhookView): Text {
  if (state === "ok" && failingSince) return ["last attempts failed, since ", { time: failingSince }];
  if (state === "ok") return reachedAt ? ["works, last reached ", { time: reachedAt }] : "nothing was sent yet";
  return failingSince ? [`${stateNames[state]}, since `, { time: failingSince }] : stateNames[state];
}

/** "all kinds of alerts", "Limit coming near and Limit passed". */
export function kindsWords(view: Pick<WebhookView, "kinds">, all: number): string {
  return view.kinds.length >= all ? "all kinds of alerts" : listed(view.kinds.map((kind) => kindNames[kind]));
}
