import type { ClaimedMessage } from "../../domain/webhooks/claim-messages.ts";
import type { LookUp } from "../../domain/webhooks/look-up.ts";
import { markMessage } from "../../domain/webhooks/mark-message.ts";
import type { Outcome } from "../../domain/webhooks/mark-message.ts";
import { readPostable } from "../../domain/webhooks/read-postable.ts";
import type { Attempted } from "../../domain/webhooks/webhook.ts";
import type { Sender } from "../world.ts";
import { post, PostFailed } from "./post.ts";
import type { Posted } from "./post.ts";
import { signedHeaders } from "./sign.ts";

export interface WebhookSender extends WebhookPoster, Pick<Sender, "log"> {}

/** What it takes to send anything at all. */
export interface WebhookPoster extends Pick<Sender, "db" | "world"> {
  /** Default: the system's own. */
  readonly lookUp?: LookUp;
  readonly timeoutMs?: number;
}

const GONE = 410;
const TOO_MANY = 429;
const UNAVAILABLE = 503;
const USER_AGENT = "Quartermaster";

/** One attempt at a message that was claimed, and what became of it written down. */
export async function sendMessage(sender: WebhookSender, message: ClaimedMessage): Promise<void> {
  const outcome = await attempt(sender, message);
  await markMessage(sender.world(), message, outcome);
  const { id: messageId, endpointId, attempts } = message;
  const { status } = outcome.attempt;
  sender.log.info({ messageId, endpointId, attempts, outcome: outcome.kind, status }, "webhook attempted");
}

async function attempt(sender: WebhookSender, message: ClaimedMessage): Promise<Outcome> {
  const { now } = sender.world();
  const begun = performance.now();
  const tried = (): Pick<Attempted, "at" | "tookMs"> => ({
    at: now.toISOString(),
    tookMs: Math.round(performance.now() - begun),
  });
  try {
    const posted = await postTo(sender, message, await bodyOf(sender, message));
    return outcomeOf(posted, tried(), now);
  } catch (error) {
    if (!(error instanceof PostFailed)) throw error;
    return { kind: "failed", attempt: { ...tried(), error: error.message } };
  }
}

/** What an Alertmanager is told is how things stand now, whatever it was that happened. */
async function bodyOf(sender: WebhookSender, { format, tenantId, body }: ClaimedMessage): Promise<string> {
  if (format !== "alertmanager") return JSON.stringify(body);
  const alertId = typeof body === "object" && body !== null && "alertId" in body ? body.alertId : null;
  if (typeof alertId !== "string") return "[]";
  return JSON.stringify(await readPostable(sender.world(), { tenantId, alertId }));
}

interface Destination {
  readonly id: string;
  readonly format: string;
  readonly url: string;
  readonly secret: string;
  readonly secretBefore: string | null;
  readonly secretBeforeUntil: Date | null;
}

/** Sends a body to an endpoint, signed. Throws PostFailed. */
export async function postTo(
  { world, lookUp, timeoutMs }: WebhookPoster,
  { id, format, url, secret, secretBefore, secretBeforeUntil }: Destination,
  body: string,
): Promise<Posted> {
  const { now, configuration } = world();
  const isOldGood = secretBefore !== null && secretBeforeUntil !== null && now < secretBeforeUntil;
  return post({
    url: format === "alertmanager" ? alertsUrl(url) : url,
    headers: {
      "content-type": "application/json",
      "user-agent": USER_AGENT,
      ...signedHeaders({ id: `msg_${id}`, at: now, body, secret, secretBefore: isOldGood ? secretBefore : undefined }),
    },
    body,
    allow: configuration.webhooks.allow,
    ...(lookUp && { lookUp }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

/** Where an Alertmanager at this address takes alerts. */
function alertsUrl(text: string): string {
  const url = new URL(text);
  url.pathname = `${url.pathname.replace(/\/+$/u, "")}/api/v2/alerts`;
  return url.href;
}

function outcomeOf(
  { status, answer, retryAfter }: Posted,
  tried: Pick<Attempted, "at" | "tookMs">,
  now: Date,
): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent", attempt: { ...tried, status } };
  const attempted = { ...tried, status, error: wordsOf(status), ...(answer !== "" && { answer }) };
  if (status === GONE) return { kind: "gone", attempt: attempted };

  const askedMs = status === TOO_MANY || status === UNAVAILABLE ? askedFor(retryAfter, now) : undefined;
  return { kind: "failed", attempt: attempted, ...(askedMs !== undefined && { askedMs }) };
}

export function wordsOf(status: number): string {
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed.`;
  return `It answered ${status}.`;
}

/** Retry-After: seconds, or a date (RFC 9110, section 10.2.3). In milliseconds. */
function askedFor(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/u.test(header.trim())) return Number(header) * 1_000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now.getTime());
}
