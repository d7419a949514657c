import { fileURLToPath } from "node:url";
import { GlobalFonts } from "@napi-rs/canvas";
import { fontFamilies } from "./look.ts";

const weights = [400, 600] as const;
let areRegistered = false;

/** Makes the bundled fonts known to the canvas, once. Throws when one is missing. */
export function registerFonts(): void {
  if (areRegistered) return;

  for (const script of fontFamilies) {
    for (const weight of weights) {
      const path = import.meta.resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff2`);
      if (!GlobalFonts.registerFromPath(fileURLToPath(path), `Inter ${script}`)) throw new Error(`no font ${path}`);
    }
  }
  areRegistered = true;
}
