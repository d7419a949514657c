/** A report of use as a machine sends it. Source and id together name it; the time is when the use was. */
export interface UsageEvent {
  readonly source: string;
  readonly id: string;
  /** A Date, or RFC 3339. It decides which windows it counts in. */
  readonly time: Date | string;
  readonly meter: string;
  /** A username, verified e-mail address, id, "slack:U…" or "discord:…". */
  readonly person?: string;
  /** A slug or id. */
  readonly organization?: string;
  /** In the meter's unit: what was added, or of a gauge what is held now. Negative only with `corrects`. */
  readonly amount: string | number;
  readonly job?: string;
  /** What it ran on: the amount counts at that one's rate. Of no meaning with `corrects`. */
  readonly accelerator?: string;
  /** The event that this one takes back, wholly or in part; both carry the same time. */
  readonly corrects?: { readonly source: string; readonly id: string };
}
