import type { Units } from "../meters/meter.ts";

/** An event as the database takes it. */
export interface UsageRow {
  readonly key: Buffer;
  readonly source: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly meter: string;
  /** Counters are added to; of a gauge it is what is held now. */
  readonly kind: "add" | "level";
  /** The 16 bytes of the ids; zero for none. */
  readonly organization: Buffer;
  readonly person: Buffer;
  /** What they were called: rows of the same are of the same organization and person. */
  readonly holder: string;
  readonly amount: Units;
  readonly cost: Units;
  readonly corrects: Buffer | null;
  readonly job: string | null;
}
