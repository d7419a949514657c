import type { Ref } from "../events.ts";
import type { AlertKind } from "./kinds.ts";
import type { IdleEvent } from "./idle-events.ts";
import type { AlertRoutingEvent } from "./routing-events.ts";

/** A rule as an event tells of it. */
export interface AlertRuleFacts {
  readonly id: string;
  readonly name: string;
  readonly kind: AlertKind;
  /** "Vision Lab", "everybody and every organization". */
  readonly subject: string;
  /** "from 80, 95 and 100 % of GPU hours". */
  readonly shown: string;
  /** null: every installation begins with it. */
  readonly createdBy: Ref | null;
}

interface About {
  readonly rule: AlertRuleFacts;
  readonly person?: Ref;
  readonly organization?: Ref;
}

export type AlertRuleEvent =
  | (About & { readonly kind: "alert-rule-created" })
  | (About & { readonly kind: "alert-rule-changed"; readonly before: string })
  | (About & { readonly kind: "alert-rule-switched"; readonly enabled: boolean })
  | (About & { readonly kind: "alert-rule-deleted" })
  /** A marked sample went the way that its alerts go. */
  | (About & { readonly kind: "alert-rule-tested"; readonly told: readonly string[] });

export type AlertEvent = AlertRuleEvent | AlertRoutingEvent | IdleEvent;
