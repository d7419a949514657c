import { randomInt } from "node:crypto";

/** No 0, O, 1, I, L or U: codes are read aloud and typed by hand. Eight letters are 39 bits. */
const CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 8;

/** An unguessable code for people to type, such as "7KQ2-M4XR". */
export function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
  return `${letters.slice(0, CODE_LENGTH / 2).join("")}-${letters.slice(CODE_LENGTH / 2).join("")}`;
}
