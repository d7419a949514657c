/** Why an event was not counted. Stable: machines act on it. */
export const refusalCodes = [
  /** Source, id or job holds a zero character, is empty, or has more than 512 characters. */
  "id_invalid",
  "meter_unknown",
  "accelerator_unknown",
  /** Neither a person nor an organization is named. */
  "subject_missing",
  "person_unknown",
  "organization_unknown",
  /** Not a number of this meter: not finite, negative, too precise, too large, or of another unit. */
  "amount_invalid",
  "time_invalid",
  /** Longer ago than single events are kept. */
  "time_too_early",
  /** More than ten minutes ahead. */
  "time_too_late",
  /** The same source, id and UTC day came before with another content. */
  "conflict",
  /** There is no event of that source and id on the same UTC day. */
  "correction_unknown",
  /** It was of another meter, person or organization. */
  "correction_differs",
  /** More than is left of it. */
  "correction_too_large",
  /** Levels are not taken back: the next report says what is held. */
  "correction_of_gauge",
] as const;
export type UsageRefusal = (typeof refusalCodes)[number];

/** What became of one event. A duplicate was counted before, so whoever sent it need not care. */
export type Verdict =
  | { readonly status: "accepted" | "duplicate" }
  | {
      readonly status: "refused";
      readonly code: UsageRefusal;
      /** One sentence for the log of whoever sent it. */
      readonly detail: string;
    };
