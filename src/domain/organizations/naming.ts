const NAME_LIMIT = 80;
const SLUG_LIMIT = 56;

/** Characters that nobody sees, but for the joiners that scripts and emoji need: with them, two names look like one. */
const UNSEEN = /[\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2060-\u2064\u206A-\u206F\u2800\u3164\uFEFF\uFFA0]/u;

/** A line of text as people typed it, or what is wrong with it. Control, direction and invisible characters are refused. */
export function lineOf(
  text: string,
  limit = NAME_LIMIT,
): { readonly line: string } | { readonly reason: "empty" | "too-long" | "control-character"; readonly limit: number } {
  const line = text.normalize("NFC").trim();
  if (line.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "").trim() === "") return { reason: "empty", limit };
  if (/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(line) || UNSEEN.test(line))
    return { reason: "control-character", limit };
  if ([...line].length > limit) return { reason: "too-long", limit };

  return { line: line.replaceAll(/\s+/g, " ") };
}

/** Several lines of text as people typed them, or what is wrong with them. */
export function linesOf(text: string, limit: number): ReturnType<typeof lineOf> {
  const lines = text.normalize("NFC").replaceAll("\r\n", "\n").trim();
  if (/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(lines.replaceAll(/[\n\t]/g, " ")))
    return { reason: "control-character", limit };
  if ([...lines].length > limit) return { reason: "too-long", limit };

  return { line: lines };
}

/** "Vision Lab" → "vision-lab"; what has no Latin letter or digit at all becomes the fallback. */
export function slugOf(name: string, fallback = "organization"): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LIMIT)
    .replaceAll(/^-+|-+$/g, "");
  return slug || fallback;
}

export interface Naming {
  readonly name: string;
  readonly slug: string;
}

/** The name itself if neither it nor its slug is taken, else the first numbered one that is free: "Vision Lab 2". */
export function firstFreeName(
  wanted: Naming,
  isTaken: (candidate: Naming) => boolean,
): Naming & { readonly numbered: boolean } {
  if (!isTaken(wanted)) return { ...wanted, numbered: false };

  for (let number = 2; ; number++) {
    const candidate = { name: `${wanted.name} ${number}`, slug: `${wanted.slug}-${number}` };
    if (!isTaken(candidate)) return { ...candidate, numbered: true };
  }
}
