/** Something that completes what is being typed. */
export interface Suggestion {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
}
