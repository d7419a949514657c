import { hash } from "node:crypto";

const BYTES = 16;

/** What an event is known by in the database: the first 128 bits of SHA-256 of its source, a zero byte, and its id. */
export function eventKey(source: string, id: string): Buffer {
  return hash("sha256", `${source}\0${id}`, "buffer").subarray(0, BYTES);
}
