const ZERO_WIDTH_SPACE = "\u200B";
/** Controls, and marks that turn the direction of what follows: a name could hide or reorder the words around it. */
const UNPRINTABLE = /(?!\n)\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Plain text that a client shows as it is; line breaks stay. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/gu, "\n")
    .replaceAll("\t", " ")
    .replaceAll(UNPRINTABLE, "");
}

/** `printable`, on one line. */
export function singleLine(text: string): string {
  return printable(text).replaceAll(/\s+/gu, " ").trim();
}

/**
 * Text that Discord's markdown shows letter by letter: no formatting, mention, link, emoji code or timestamp.
 * Never more than twice as long as what came in. A backslash takes the meaning from punctuation
 * (https://support.discord.com/hc/en-us/articles/210298617); mentions of everyone are found before markdown is read,
 * so a zero-width space parts them. "within": something on the same line stands before it.
 */
export function escapeMarkdown(text: string, place: keyof typeof lineMarks = "line-start"): string {
  const escaped = printable(text)
    .replaceAll(/[\\*_~`|<>[\]()/]/gu, String.raw`\$&`)
    .replaceAll(/:(?=[\w+\-\\]+:)/gu, String.raw`\:`)
    .replaceAll(/@(?=everyone|here)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replaceAll(/(?<=\\<)[@#&]/gu, String.raw`\$&`);
  const { bullet, number } = lineMarks[place];
  return escaped.replaceAll(bullet, String.raw`$1\$2`).replaceAll(number, String.raw`$1\.`);
}

/** What makes a heading or a list, and only at the start of a line. */
const lineMarks = {
  "line-start": { bullet: /^( *)([-+#])/gmu, number: /^( *\d*)\.(?=\s|$)/gmu },
  within: { bullet: /(?<=\n)( *)([-+#])/gu, number: /(?<=\n)( *\d*)\.(?=\s|$)/gmu },
} as const;

/** Text inside backticks, where nothing else has a meaning. */
export function inCode(text: string): string {
  return singleLine(text)
    .replaceAll("`", "ˋ")
    .replaceAll(/@(?=everyone|here)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replaceAll(/<(?=[@#:at/])/gu, `<${ZERO_WIDTH_SPACE}`);
}
