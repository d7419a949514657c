/** Refusals about who hears of alerts, when, and of answering one. */
export type AlertRoutingProblem =
  /** A subscription is a channel's; a direct message is none. */
  | { readonly kind: "channel-needed" }
  /** We may not post there; howTo says how to let us. */
  | {
      readonly kind: "channel-unreachable";
      readonly channel: string;
      readonly reason: string;
      readonly howTo: string;
    }
  | { readonly kind: "alert-kinds-missing"; readonly field: string }
  | { readonly kind: "mute-window-invalid"; readonly typed: string; readonly field: string }
  | { readonly kind: "quiet-hours-invalid"; readonly typed: string; readonly field: string }
  | { readonly kind: "digest-time-invalid"; readonly typed: string; readonly field: string }
  | { readonly kind: "alert-acknowledged"; readonly subject: string; readonly by: string; readonly at: Date }
  | { readonly kind: "alert-over"; readonly subject: string; readonly at: Date }
  /** Only unusual activity can be expected. */
  | { readonly kind: "alert-not-unusual"; readonly subject: string }
  | { readonly kind: "silence-too-long"; readonly limitDays: number; readonly field: string }
  /** Running at once, made by one person. */
  | { readonly kind: "silence-limit"; readonly limit: number }
  | { readonly kind: "silence-over"; readonly by: string | null; readonly at: Date }
  | { readonly kind: "subscription-limit"; readonly channel: string; readonly limit: number };
