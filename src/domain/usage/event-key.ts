import { hash } from "node:crypto";

/**
 * What an event is known by in the database: SHA-256 of its source, a zero byte, and its id, of which the first 128 bits
 * are stored. A byte for each character.
 */
export function eventKey(source: string, id: string): string {
  return hash("sha256", `${source}\0${id}`, "binary");
}
