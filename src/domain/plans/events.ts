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
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: "configuration-loaded";
      readonly file: string;
      readonly hash: string;
      readonly changes: readonly string[];
    }
  | { readonly kind: "configuration-refused"; readonly file: string; readonly problems: readonly string[] };
