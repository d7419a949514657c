export type MeterProblem =
  | {
      readonly kind: "meter-unknown";
      readonly typed: string;
      readonly known: readonly string[];
      readonly field?: string;
    }
  | {
      readonly kind: "accelerator-unknown";
      readonly typed: string;
      readonly known: readonly string[];
      readonly field?: string;
    }
  /** Not a number of this meter: negative, not finite, too many decimals, too large, or of another unit. */
  | {
      readonly kind: "amount-invalid";
      readonly typed: string;
      /** By its name, as machines write it; `label` as people read it. */
      readonly meter: string;
      readonly label: string;
      readonly because: "not-a-number" | "infinite" | "negative" | "zero" | "too-precise" | "too-large" | "wrong-unit";
      readonly decimals: number;
      readonly field?: string;
    };
