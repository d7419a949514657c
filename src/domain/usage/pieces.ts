const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds since 1970; half-open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of a span that one of the rollups has; all in ISO 8601. */
export interface Piece {
  /** Where its span begins. */
  readonly startsAt: string;
  readonly from: string;
  readonly to: string;
}

/** Whole days of UTC are read from the daily rollups, what is left of a span from the hourly ones. */
export function piecesOf(spans: readonly Span[]): {
  readonly days: readonly Piece[];
  readonly hours: readonly Piece[];
} {
  const days: Piece[] = [];
  const hours: Piece[] = [];
  const add = (pieces: Piece[], span: Span, from: number, to: number) => {
    if (from < to) pieces.push({ startsAt: iso(span.from), from: iso(from), to: iso(to) });
  };
  for (const span of spans) {
    const first = Math.ceil(span.from / DAY_MS) * DAY_MS;
    const past = Math.floor(span.to / DAY_MS) * DAY_MS;
    add(days, span, first, past);
    add(hours, span, span.from, first < past ? first : span.to);
    if (first < past) add(hours, span, past, span.to);
  }
  return { days, hours };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
