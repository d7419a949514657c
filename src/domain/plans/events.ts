import type { Ref } from "../events.ts";

export type PlanEvent =
  /** From null: the default; to null: back to it. */
  | {
      readonly kind: "person-plan-changed";
      readonly person: Ref;
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: "organization-plan-changed";
      readonly organization: Ref;
      /** Who keeps it. */
      readonly told: readonly Ref[];
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: "configuration-loaded";
      readonly file: string;
      readonly hash: string;
      /** Since the one that was in use here before. */
      readonly changes: readonly string[];
      /** All of it as lines, which the next one is compared with. */
      readonly settings: Readonly<Record<string, string>>;
      /** In whose smallest unit amounts are kept; neither part of it changes later. */
      readonly meters: Readonly<Record<string, KeptMeter>>;
    }
  | {
      readonly kind: "configuration-refused";
      readonly file: string;
      readonly hash: string;
      readonly problems: readonly string[];
    };

export interface KeptMeter {
  readonly kind: "counter" | "gauge";
  readonly decimals: number;
}
