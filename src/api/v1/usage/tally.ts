import type { EventFault } from "./cloud-event.ts";

/** How many events came, and what became of them. */
export interface Counts {
  readonly received: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
}

export interface Refused extends EventFault {
  readonly detail?: string;
}

/** Keeps what became of each event, in the order of the request, written already: there may be very many. */
export interface Tally {
  counted(index: number, verdict: "accepted" | "duplicate"): void;
  refused(index: number, refused: Refused): void;
  counts(): Counts;
  firstRefused(): Refused | undefined;
  /** The answer's JSON. `brief` leaves out what was counted. */
  write(options: { readonly brief: boolean }): string;
}

export function createTally(): Tally {
  const written: string[] = [];
  const bad: number[] = [];
  let first: Refused | undefined;
  const counts = { accepted: 0, duplicate: 0, refused: 0 };
  const all = () => ({ received: counts.accepted + counts.duplicate + counts.refused, ...counts });
  return {
    counted(index, verdict) {
      counts[verdict] += 1;
      written[index] = `{"index":${index},"verdict":"${verdict}"}`;
    },
    refused(index, refused) {
      const { code, detail, errors } = refused;
      first ??= refused;
      counts.refused += 1;
      bad.push(index);
      const facts = { index, verdict: "refused", code, detail: detail ?? errors[0]?.detail };
      written[index] = JSON.stringify({ ...facts, ...(errors.length > 0 && { errors }) });
    },
    counts: all,
    firstRefused: () => first,
    write({ brief }) {
      const shown = brief ? bad.toSorted((one, other) => one - other).map((index) => written[index] ?? "") : written;
      return `${JSON.stringify(all()).slice(0, -1)},"verdicts":[${shown.join(",")}]}`;
    },
  };
}
