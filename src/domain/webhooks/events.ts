import type { AlertKind } from "../alerts/kinds.ts";
import type { Ref } from "../events.ts";
import type { WebhookFormat } from "./webhook.ts";

/** An endpoint as an event tells of it; of its address only the host, and never its secret. */
export interface WebhookFacts {
  readonly id: string;
  readonly name: string;
  readonly format: WebhookFormat;
  readonly host: string;
  readonly kinds: readonly AlertKind[];
}

interface About {
  readonly webhook: WebhookFacts;
  /** Whose alerts it hears of; absent: everybody's. */
  readonly organization?: Ref;
}

export type WebhookEvent =
  | (About & { readonly kind: "webhook-created" })
  | (About & { readonly kind: "webhook-deleted" })
  | (About & { readonly kind: "webhook-secret-rotated"; readonly oldUntil: string })
  | (About & { readonly kind: "webhook-tested" })
  | (About & { readonly kind: "webhook-retried"; readonly count: number })
  /** Nothing has arrived there for days, or it wants no more. */
  | (About & { readonly kind: "webhook-degraded"; readonly because: string; readonly told: readonly Ref[] })
  | (About & { readonly kind: "webhook-recovered"; readonly told: readonly Ref[] });
