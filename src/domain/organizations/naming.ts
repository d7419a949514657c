const NAME_LIMIT = 80;
const SLUG_LIMIT = 56;

/** A line of text as people typed it, or what is wrong with it. Control and bidirectional-override characters are refused. */
export function lineOf(
  text: string,
  limit = NAME_LIMIT,
): { readonly line: string } | { readonly reason: "empty" | "too-long" | "control-character"; readonly limit: number } {
  const line = text.normalize("NFC").trim();
  if (line === "") return { reason: "empty", limit };
  if (/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(line)) return { reason: "control-character", limit };
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
