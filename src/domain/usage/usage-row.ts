/** An event as the database takes it. */
export interface UsageRow {
  /** As of event-key.ts. */
  readonly key: string;
  readonly source: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly meter: string;
  /** Counters are added to; of a gauge it is what is held now. */
  readonly kind: "add" | "level";
  /** The 16 bytes of the ids; zero for none. In one batch the same id is the same object. */
  readonly organization: Buffer;
  readonly person: Buffer;
  /** Whole numbers of at most 10^15. As it is counted; of a correction, as it was reported. */
  readonly amount: number;
  /** As it was reported. */
  readonly raw: number;
  readonly cost: number;
  readonly corrects: string | null;
  readonly job: string | null;
  readonly accelerator: string | null;
}
