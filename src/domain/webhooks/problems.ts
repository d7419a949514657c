/** Refusals about the endpoints at which machines hear of alerts. */
export type WebhookProblem =
  | {
      readonly kind: "webhook-url-invalid";
      readonly because: BecauseUrlInvalid;
      /** The host, where it can be read: never all of the address, which may hold a secret. */
      readonly host: string;
      readonly field: string;
    }
  | { readonly kind: "webhook-name-taken"; readonly name: string; readonly field: string }
  | { readonly kind: "webhook-limit"; readonly limit: number }
  /** None of the kinds that it may be told of was named. */
  | { readonly kind: "webhook-kinds-missing"; readonly field: string }
  /** Everything has arrived, or waits to be sent again by itself. */
  | { readonly kind: "webhook-nothing-to-retry"; readonly name: string };

export type BecauseUrlInvalid =
  | "unreadable"
  | "too-long"
  | "not-https"
  | "credentials"
  /** It names, or leads to, an address that is not the internet's, and that is not allowed. */
  | "inner-address";
