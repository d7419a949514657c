/** A whole number of a meter's smallest unit: 12.5 GPU hours are 12_500n where the meter has three decimals. */
export type Units = bigint;

/** Something that is counted. */
export interface Meter {
  /** What people and machines write: "gpu_hours". */
  readonly name: string;
  /** What people read at the start of a line: "GPU hours". */
  readonly label: string;
  /** Behind a number: "GPU hours", "GB", "jobs", "EUR". */
  readonly unit: string;
  /** A counter adds up over a window. A gauge is what is held at this moment; its reports are levels, not differences. */
  readonly kind: "counter" | "gauge";
  /** Digits behind the point, 0 to 9. */
  readonly decimals: number;
  /** What one unit costs, as the price was written ("2.10"), in the configuration's currency. Counters only. */
  readonly price?: string;
  /** Said wherever quota of it is refused: plain text, in one line. */
  readonly denialText?: string;
}

/** The meter in which what other meters cost is added up; in billionths of the currency. */
export const COST = "cost";
export const COST_DECIMALS = 9;

/** No single amount is larger, in smallest units, so that sums stay within PostgreSQL's bigint. */
export const MOST_UNITS: Units = 10n ** 15n;
