import { randomBytes } from "node:crypto";
import { alertKinds } from "../alerts/kinds.ts";
import type { AlertKind } from "../alerts/kinds.ts";

/** "standard": signed events (Standard Webhooks). "alertmanager": our alerts become those of Prometheus Alertmanager. */
export const webhookFormats = ["standard", "alertmanager"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** "degraded": nothing has arrived for days; it is tried on. "gone": it answered 410; nothing is sent any more. */
export const webhookStates = ["ok", "degraded", "gone"] as const;
export type WebhookState = (typeof webhookStates)[number];

/** Endpoints of one installation. */
export const WEBHOOK_LIMIT = 50;
/** How long the secret from before a rotation is signed with as well. */
export const OLD_SECRET_MS = 24 * 60 * 60 * 1000;
/** After how long without anything arriving an endpoint counts as degraded. */
export const DEGRADED_AFTER_MS = 2 * 24 * 60 * 60 * 1000;
/** Attempts that the log keeps of each message. */
export const ATTEMPTS_KEPT = 10;
/** Of an answer's body, in characters. */
export const ANSWER_KEPT = 200;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Standard Webhooks, "Deliverability and reliability": two and a half days in all. */
const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const LONGEST_ASKED = 24 * HOUR;

/**
 * Milliseconds until the next attempt after so many have failed, spread by up to a tenth, and never sooner than the
 * receiver asked; undefined: it is given up.
 */
export function waitAfter(attempts: number, askedMs = 0, random = Math.random): number | undefined {
  const wait = WAITS[attempts - 1];
  return wait === undefined
    ? undefined
    : Math.max(Math.round(wait * (1 + random() / 10)), Math.min(askedMs, LONGEST_ASKED));
}

/** "whsec_" and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  // A secret is no id: were it handed in through the context, it could be predicted where ids are.
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** What an endpoint of a format can hear of: an Alertmanager's own alerts are not sent back to it. */
export function kindsFor(format: WebhookFormat): readonly AlertKind[] {
  return format === "standard" ? alertKinds : alertKinds.filter((kind) => kind !== "external");
}

/** An address as people may see it: what stands behind "?" may be a secret. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search && "?…"}`;
}

/** One attempt as the log keeps it. */
export interface Attempted {
  /** ISO 8601. */
  readonly at: string;
  /** Of the answer; absent: there was none. */
  readonly status?: number;
  readonly tookMs: number;
  /** Why it is no success, in words. */
  readonly error?: string;
  /** How the answer begins, where it is no success. */
  readonly answer?: string;
}

/** An endpoint as people see it; never the secret. */
export interface WebhookView {
  readonly id: string;
  readonly name: string;
  readonly format: WebhookFormat;
  /** Without what stands behind "?". */
  readonly url: string;
  readonly kinds: readonly AlertKind[];
  readonly organization: { readonly id: string; readonly name: string } | null;
  readonly createdByName: string;
  readonly createdAt: Date;
  readonly state: WebhookState;
  readonly degradedReason: string | null;
  readonly failingSince: Date | null;
  readonly reachedAt: Date | null;
  /** The one from before a rotation is signed with as well until then. */
  readonly oldSecretUntil: Date | null;
  readonly waiting: number;
  readonly failed: number;
}
