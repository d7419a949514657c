import { ApiError } from "../api-error.ts";
import { splitArray, splitLines } from "../split.ts";
import type { Splitter } from "../split.ts";
import type { Form } from "./form.ts";

/** The JSON texts of the events in a body, as they arrive, and whether the body is one event by itself. */
export interface Texts {
  readonly isSingle: boolean;
  /** Nothing of it may be counted before all of it was read: an array is only good as a whole. */
  readonly isWhole: boolean;
  readonly groups: AsyncIterable<readonly string[]>;
}

const LARGEST_SINGLE = 64 * 1024;
const BLANK = /^[ \t\r\n]*$/u;

/** Cuts a body of this form. Throws malformed_json and event_too_large, also while the groups are taken. */
export async function textsIn(form: Form, pieces: AsyncGenerator<string, void>): Promise<Texts> {
  if (form.kind === "lines") return { isSingle: false, isWhole: false, groups: split(splitLines(), "", pieces) };

  const first = await firstOf(pieces);
  const isArray = form.kind === "json" && form.takes !== "one" && first.trimStart().startsWith("[");
  if (isArray) return { isSingle: false, isWhole: true, groups: split(splitArray(), first, pieces) };
  if (form.kind === "json" && form.takes === "many")
    throw new ApiError("malformed_json", { detail: "A JSON array is wanted." });
  return { isSingle: true, isWhole: true, groups: single(first, pieces) };
}

/** Up to the first that is not blank. */
async function firstOf(pieces: AsyncGenerator<string, void>): Promise<string> {
  for (;;) {
    const next = await pieces.next();
    if (next.done) throw new ApiError("malformed_json", { detail: "The body is empty." });
    if (!BLANK.test(next.value)) return next.value;
  }
}

async function* split(splitter: Splitter, first: string, pieces: AsyncGenerator<string, void>) {
  yield splitter.push(first);
  for await (const piece of pieces) yield splitter.push(piece);
  yield splitter.end();
}

async function* single(first: string, pieces: AsyncGenerator<string, void>) {
  let text = first;
  for await (const piece of pieces) {
    text += piece;
    if (text.length > LARGEST_SINGLE) throw new ApiError("event_too_large");
  }
  yield [text];
}
