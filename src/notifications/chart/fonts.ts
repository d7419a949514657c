import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { fontFamilies, fontFamily, sizes } from "./look.ts";

const weights = [400, 600] as const;
let areRegistered = false;

/** Makes the bundled fonts known to the canvas, once. Throws when one is missing. */
export function registerFonts(): void {
  if (areRegistered) return;

  const folder = import.meta.resolve("@fontsource/inter/package.json");
  for (const script of fontFamilies) {
    for (const weight of weights) {
      const path = fileURLToPath(new URL(`files/inter-${script}-${weight}-normal.woff2`, folder));
      if (!GlobalFonts.registerFromPath(path, `Inter ${script}`)) throw new Error(`no font ${path}`);
    }
  }
  areRegistered = true;
}

const ruler = createCanvas(1, 1).getContext("2d");

/** How wide a text of `sizes.text`, or of another font, is. */
export function widthOf(text: string, font = `${sizes.text}px ${fontFamily}`): number {
  registerFonts();
  ruler.font = font;
  // This canvas takes no NUL.
  return ruler.measureText(text.replaceAll("\0", " ")).width;
}
