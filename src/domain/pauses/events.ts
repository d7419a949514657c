import type { PauseMode } from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";

/** A pause as an event tells of it. */
export interface PauseFacts {
  readonly id: string;
  readonly subject: string;
  readonly subjectKey: string;
  readonly mode: PauseMode;
  /** ISO 8601; exclusive. */
  readonly until: string | null;
  readonly setBy: Ref;
  /** Whether a policy did it. */
  readonly byPolicy: boolean;
}

/** `person` is whose work is paused, where it is one person's. */
export type PauseEvent =
  | { readonly kind: "quota-paused"; readonly pause: PauseFacts; readonly person?: Ref; readonly organization?: Ref }
  | { readonly kind: "quota-resumed"; readonly pause: PauseFacts; readonly person?: Ref; readonly organization?: Ref }
  | {
      readonly kind: "quota-pause-ended";
      readonly pause: PauseFacts;
      readonly person?: Ref;
      readonly organization?: Ref;
    };
