import type { Configuration } from "./configuration.ts";

/** Characters; what people still read beside a refusal. */
export const MOST_DENIAL_TEXT = 500;

/** What the operator says wherever quota is refused: of this meter, else of all; undefined where nothing was set. */
export function denialTextOf(
  { meters, denialText }: Pick<Configuration, "meters" | "denialText">,
  meterName?: string,
): string | undefined {
  return meters.find(({ name }) => name === meterName)?.denialText ?? denialText;
}

const SCHEME = /(?<![\w+.-])([a-z][a-z0-9+.-]*):\/\//giu;

/** What keeps a text from being shown as it is: other links than https, or characters that nobody sees. */
export function faultOfDenialText(text: string): string | undefined {
  if (/[\p{Cc}\p{Cs}\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u.test(text))
    return "should be plain text in one line, without control or invisible characters";
  const isOther = [...text.matchAll(SCHEME)].some(([, scheme]) => scheme?.toLowerCase() !== "https");
  if (isOther || /(?<!\w)(?:javascript|data|vbscript|file):/iu.test(text))
    return "may have links that begin with https:// only";
  return undefined;
}
