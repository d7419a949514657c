/** Numbers, ids and instants as PostgreSQL reads arrays of them; null as NULL. */
export function plainArray(values: readonly (string | number | bigint | boolean | null | undefined)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

export const uuidArray: (ids: readonly string[]) => string = (ids) => `{${ids.join(",")}}`;

const SIMPLE = /^[A-Za-z0-9_:.-]+$/u;

/** Texts as PostgreSQL reads arrays of them; null as NULL. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  return `{${values.map((value) => (value === null || value === undefined ? "NULL" : quoted(value))).join(",")}}`;
}

function quoted(text: string): string {
  if (SIMPLE.test(text) && text.length > "null".length) return text;
  return `"${text.replaceAll(/["\\]/gu, "\\$&")}"`;
}

/** What `textArray` and `plainArray` give of whole numbers, read again. */
export function readUnits(literal: string | null): bigint[] {
  return elements(literal).map(BigInt);
}

export function readBooleans(literal: string | null): boolean[] {
  return elements(literal).map((element) => element === "t");
}

function elements(literal: string | null): string[] {
  return literal === null || literal === "{}" ? [] : literal.slice(1, -1).split(",");
}
