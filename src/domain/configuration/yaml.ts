import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node } from "yaml";

/** Where something is in the file; both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly PropertyKey[];

/** Something wrong, where it is, and what should be there. */
export interface Fault {
  readonly path: Path;
  readonly place: Place;
  readonly says: string;
}

export type Yaml =
  | { readonly ok: true; readonly value: unknown; place(path: Path): Place }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Nobody writes so much by hand; what a parser makes of it is bounded by this, too. */
const MOST_CHARACTERS = 256 * 1024;
/** How often what an anchor names may be repeated: lists of lists of lists grow to billions otherwise. */
const MOST_ALIASES = 200;
const START: Place = { line: 1, column: 1 };

/**
 * Reads YAML 1.2 with anchors and merge keys. Every scalar stays the text that was written: amounts must not pass
 * through floating-point numbers, nor "no" become false.
 */
export function readYaml(text: string): Yaml {
  if (text.length > MOST_CHARACTERS)
    return broken(START, `is longer than ${MOST_CHARACTERS.toLocaleString("en-US")} characters`);
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(text, { schema: "failsafe", merge: true, lineCounter, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
      path: [],
      place: placeAt(pos[0]),
      says: sentence(message),
    }));
    if (faults.length > 0) return { ok: false, faults };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { ok: true, value, place: (path) => placeIn(document, path, placeAt) };
  } catch (error) {
    // An alias without an anchor, too many of them, or nesting deeper than the stack.
    return broken(START, sentence(error instanceof Error ? error.message : String(error)));
  }
}

function broken(place: Place, says: string): Yaml {
  return { ok: false, faults: [{ path: [], place, says }] };
}

/** The parser's own words, as the end of "…: this is not YAML". */
function sentence(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return `is not well-formed YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

/** Where the key or list item at a path is, or the innermost thing around it that is there. */
function placeIn(document: Document, path: Path, placeAt: (offset: number) => Place): Place {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const found = stepInto(document, resolved(document, node), String(step));
    if (!found) break;
    offset = startOf(found.at) ?? offset;
    node = found.node;
  }
  return placeAt(offset);
}

interface Step {
  /** What is pointed at: the key, or the list's item. */
  readonly at: unknown;
  readonly node: unknown;
}

function stepInto(document: Document, node: unknown, step: string): Step | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { at: item, node: item };
  }
  if (!isMap(node)) return undefined;
  const own = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
  if (own) return { at: own.key, node: own.value };
  const merged = node.items.filter(({ key }) => isScalar(key) && String(key.source ?? key.value) === "<<");
  for (const { value } of merged) {
    const found = stepInto(document, resolved(document, value), step);
    if (found) return found;
  }
  return undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  // Safe: whatever the parser put into a document is a node; only its range is read.
  return (node as Node | null | undefined)?.range?.[0];
}
