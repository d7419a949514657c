import type { EChartsCoreOption } from "echarts/core";
import { GlobalFonts } from "@napi-rs/canvas";
import { colours, fontFamily, sizes } from "./look.ts";

/** An option of ECharts with the size of the picture that it fills. */
export interface Picture {
  readonly option: EChartsCoreOption;
  /** In the picture's own units. */
  readonly height: number;
}

/** Where the plots begin below the title, and below title and legend. */
export const topOfPlots = { plain: 88, withLegend: 120 } as const;

/** What every picture shares. */
export function frame(title: string): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily, fontSize: sizes.text, color: colours.text },
    title: {
      text: oneLine(title),
      left: sizes.padding - 5,
      top: sizes.padding - 6,
      textStyle: {
        fontFamily,
        fontSize: sizes.title,
        fontWeight: 600,
        color: colours.text,
        width: sizes.width - 2 * sizes.padding,
        overflow: "truncate",
        ellipsis: "…",
      },
    },
  };
}

/** Control characters and line breaks as spaces: names come from people. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\s]+/gu, " ")
    .trim();
}

/** At most `most` characters. */
export function shortened(text: string, most: number): string {
  const characters = [...oneLine(text)];
  return characters.length <= most
    ? characters.join("")
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

const unwritten = /(?!\p{sc=Latin}|\p{sc=Greek}|\p{sc=Cyrillic})\p{L}|\p{Extended_Pictographic}/gu;

const farEastern = /CJK|Gothic|Mincho|Ming|Song|Hei|WenQuanYi|Noto Sans (JP|KR|SC|TC)/u;

/** Without the letters that no font at hand can write, which would be boxes. */
export function nameText(name: string): string {
  const hasMore = GlobalFonts.families.some(({ family }) => farEastern.test(family));
  return hasMore ? name : oneLine(name.replaceAll(unwritten, ""));
}

/** A quiet line of words anywhere. */
export function text(words: string, place: { readonly left: number | "center"; readonly top: number | string }) {
  const style = {
    text: words,
    font: `${sizes.text}px ${fontFamily}`,
    fill: colours.quiet,
    backgroundColor: colours.ground,
    padding: 3,
  };
  return { type: "text", ...place, style } as const;
}
