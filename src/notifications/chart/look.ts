/**
 * How a picture looks. One picture is shown on light and on dark surroundings, so it brings its own dark, quiet ground;
 * every text on it has a contrast of at least 7:1, every mark one of at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const colours = {
  ground: "#1b222c",
  text: "#eef2f7",
  quiet: "#b4c0ce",
  grid: "#2f3947",
  axis: "#5d6b7d",
  limit: "#ff9d94",
  over: "rgba(255, 157, 148, 0.12)",
  forecast: "#f2c14e",
  band: "rgba(242, 193, 78, 0.22)",
  series: ["#6cb8ff", "#7ddc9f", "#c9a6ff", "#f5a97f", "#8bd5ca", "#f5bde6"],
} as const;

/** In the picture's own units, of which two pixels are one; legible when 560 of them are shown as 320. */
export const sizes = {
  width: 560,
  /** Of a picture with one panel, and with two. */
  oneHigh: 350,
  twoHigh: 460,
  density: 2,
  padding: 16,
  corner: 10,
  title: 22,
  text: 19,
  /** Titles and names are cut at what is left of the width. */
  name: 170,
} as const;

/** Latin first, then what Inter has for other scripts, then whatever the machine has. */
export const fontFamilies = ["latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese"];

export const fontFamily = [...fontFamilies.map((script) => `"Inter ${script}"`), "sans-serif"].join(", ");
