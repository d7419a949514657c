import type { Ref } from "../events.ts";

interface About {
  /** The service account. */
  readonly person: Ref;
  readonly organization: Ref;
  /** Who answers for it. */
  readonly responsible: Ref;
}

export type ServiceAccountEvent =
  | ({ readonly kind: "service-account-created" } & About)
  | ({ readonly kind: "service-account-assigned"; readonly before: Ref } & About)
  | ({ readonly kind: "service-account-removed" } & About);
