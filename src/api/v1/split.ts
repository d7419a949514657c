import { ApiError } from "./api-error.ts";

/** Cuts text that arrives in pieces into the JSON texts within it. */
export interface Splitter {
  /** What is complete with this piece. */
  push(piece: string): readonly string[];
  /** What is left at the end. Throws where the text breaks off. */
  end(): readonly string[];
}

/** CloudEvents 1.0 asks that events of 64 KB be carried; larger ones are none of ours. In UTF-16 units. */
const LARGEST_EVENT = 64 * 1024;
/** Whoever sends nothing but line ends is not served for ever. */
const MOST_BLANKS = 100_000;

/** A JSON text a line (NDJSON); empty lines are passed over. */
export function splitLines(): Splitter {
  let rest = "";
  let events = 0;
  let blanks = 0;
  const take = (lines: readonly string[]): readonly string[] => {
    const texts = lines.filter(isText);
    blanks += lines.length - texts.length;
    if (blanks > MOST_BLANKS) throw new ApiError("too_many_events", { detail: "Too many of its lines are empty." });
    for (const [nth, text] of texts.entries()) requireSmall(text.length, events + nth);
    events += texts.length;
    return texts;
  };

  return {
    push(piece) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      requireSmall(rest.length, events);
      return take(lines);
    },
    end: () => take([rest]),
  };
}

function isText(line: string): boolean {
  return line.trim() !== "";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

interface Place {
  depth: number;
  inString: boolean;
  escaped: boolean;
  ended: boolean;
}

type Boundary = "begin" | "next" | "end";

/** The elements of a JSON array, each as the text it was; what they hold is not looked at. */
export function splitArray(): Splitter {
  const place: Place = { depth: 0, inString: false, escaped: false, ended: false };
  let rest = "";
  let elements = 0;

  const take = (text: string, boundary: Boundary): readonly string[] => {
    if (boundary === "begin" || (boundary === "end" && elements === 0 && text.trim() === "")) return [];
    requireSmall(text.length, elements);
    elements += 1;
    return [text];
  };

  return {
    push(piece) {
      const texts: string[] = [];
      let start = 0;
      for (let at = 0; at < piece.length; at++) {
        const boundary = step(place, piece.charCodeAt(at));
        if (!boundary) continue;
        texts.push(...take(rest + piece.slice(start, at), boundary));
        rest = "";
        start = at + 1;
      }
      rest += piece.slice(start);
      requireSmall(rest.length, elements);
      return texts;
    },
    end() {
      if (!place.ended)
        throw new ApiError("malformed_json", { detail: "The array is not closed: the body ends too early." });
      return [];
    },
  };
}

/** Reads one more UTF-16 unit. */
function step(place: Place, unit: number): Boundary | undefined {
  if (place.inString) return stepInString(place, unit);
  if (isSpace(unit)) return undefined;
  if (place.ended || (place.depth === 0 && unit !== OPEN_ARRAY)) throw notAnArray();
  if (unit === QUOTE) {
    place.inString = true;
    return undefined;
  }
  if (unit === COMMA) return place.depth === 1 ? "next" : undefined;
  return stepLevel(place, unit);
}

function stepInString(place: Place, unit: number): undefined {
  if (place.escaped) place.escaped = false;
  else if (unit === BACKSLASH) place.escaped = true;
  else if (unit === QUOTE) place.inString = false;
}

function stepLevel(place: Place, unit: number): Boundary | undefined {
  if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
    place.depth += 1;
    return place.depth === 1 ? "begin" : undefined;
  }
  if (unit !== CLOSE_OBJECT && unit !== CLOSE_ARRAY) return undefined;
  place.depth -= 1;
  place.ended = place.depth === 0;
  return place.ended ? "end" : undefined;
}

function notAnArray(): ApiError {
  return new ApiError("malformed_json", { detail: "The body is no JSON array, or goes on after it." });
}

function requireSmall(length: number, index: number): void {
  if (length <= LARGEST_EVENT) return;
  throw new ApiError("event_too_large", {
    detail: `Event ${index} is larger than ${LARGEST_EVENT.toLocaleString("en-US")} characters.`,
    members: { index },
  });
}
