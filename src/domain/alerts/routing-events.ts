import type { Platform } from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";
import type { AlertKind, Severity } from "./kinds.ts";

/** A channel's subscription as an event tells of it. */
export interface SubscriptionFacts {
  readonly id: string;
  readonly platform: Platform;
  /** The channel's name, without a mark before it. */
  readonly channel: string;
  readonly purpose: "alerts" | "admin" | "report";
  readonly kinds: readonly AlertKind[];
  /** "Vision Lab and all below it", "the whole installation". */
  readonly subject: string;
  /** "GPU hours"; null: whatever is counted. */
  readonly meterLabel: string | null;
  readonly leastSeverity: Severity;
  readonly leastPercent: number | null;
  readonly muted: readonly string[];
}

export interface SilenceFacts {
  readonly id: string;
  /** What is silenced, in words: "“Limit coming near” of GPU hours for Vision Lab and all below it". */
  readonly shown: string;
  /** ISO 8601; exclusive. */
  readonly until: string;
}

/** One alert by what it is about. */
export interface AlertRef {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subject: string;
}

export interface PreferenceFacts {
  /** "22:00-07:00" or "none". */
  readonly quietHours: string;
  /** "08:00". */
  readonly digestAt: string;
  readonly off: readonly AlertKind[];
}

interface Where {
  readonly person?: Ref;
  readonly organization?: Ref;
}

export type AlertRoutingEvent =
  | (Where & {
      readonly kind: "alert-channel-subscribed";
      readonly subscription: SubscriptionFacts;
      readonly before: SubscriptionFacts | null;
    })
  | (Where & { readonly kind: "alert-channel-unsubscribed"; readonly subscription: SubscriptionFacts })
  /** Its last message could not be posted; what follows waits. */
  | (Where & {
      readonly kind: "alert-channel-degraded";
      readonly subscription: SubscriptionFacts;
      readonly because: string;
      readonly told: readonly Ref[];
    })
  | (Where & {
      readonly kind: "alert-channel-recovered";
      readonly subscription: SubscriptionFacts;
      readonly told: readonly Ref[];
    })
  | (Where & { readonly kind: "alert-silenced"; readonly silence: SilenceFacts })
  | (Where & { readonly kind: "alert-silence-ended"; readonly silence: SilenceFacts })
  | (Where & { readonly kind: "alert-acknowledged"; readonly alert: AlertRef })
  | (Where & {
      readonly kind: "alert-snoozed";
      readonly alert: AlertRef;
      readonly until: string | null;
      /** Others go on hearing of it. */
      readonly isForOneself?: boolean;
    })
  | (Where & { readonly kind: "alert-investigated"; readonly alert: AlertRef })
  | (Where & { readonly kind: "alert-expected"; readonly alert: AlertRef; readonly until: string })
  | {
      readonly kind: "alert-preference-set";
      readonly person: Ref;
      readonly before: PreferenceFacts;
      readonly after: PreferenceFacts;
    };
