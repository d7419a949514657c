import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { Image } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { drawChart } from "../../../src/notifications/chart/draw.ts";
import type { Chart, RankingChart } from "../../../src/notifications/message.ts";
import { days, november, rankingChart, timeChart } from "./charts.ts";

const month = days(Array.from({ length: 30 }, (_, day) => (day * 7) % 23));
const forecast = [25, 26].map((day) => ({ at: november(day), low: 300, middle: 350, high: 400 }));
const names = [
  "Chen Wei",
  "Αλέξανδρος",
  "Мария",
  "Łukasz Żółć",
  "山田太郎",
  "a\u0000b\u202Ec\nd",
  "🚀",
  "x".repeat(500),
];

const cases: Readonly<Record<string, Chart | RankingChart>> = {
  "nothing at all": timeChart({ series: [] }),
  "an empty month": timeChart({ series: [{ name: "Used", as: "bars", points: days([0, 0, 0]) }] }),
  "a single day": timeChart({ series: [{ name: "Used", as: "bars", points: days([3]) }] }),
  "everything at once": timeChart({
    limit: { label: "Limit", value: 400 },
    series: [
      { name: "Total", as: "line", points: days([3, 8, 20]) },
      { name: "Each day", as: "bars", points: month },
      { name: "Of these reserved", as: "bars", points: month },
    ],
    forecast,
  }),
  "a forecast without figures": timeChart({ series: [], forecast }),
  "huge figures": timeChart({
    limit: { label: "Limit", value: 1e30 },
    series: [{ name: "Used", as: "bars", points: days([1e29, 9e29]) }],
  }),
  "what no name should be": rankingChart(names.map((name, index) => ({ name, value: index, limit: 3 }))),
  "a ranking of nobody": rankingChart([]),
  "a ranking of many": rankingChart(
    Array.from({ length: 40 }, (_, index) => ({ name: `P${index}`, value: 40 - index })),
  ),
};

/** Every colour in a picture's upper left, where its ground and its title are. */
function coloursOf(image: Image): readonly string[] {
  const context = createCanvas(300, 60).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, 300, 60);
  const pixels = Array.from({ length: 300 * 60 }, (_, index) => data.subarray(index * 4, index * 4 + 3));
  return [...new Set(pixels.map((pixel) => `#${Buffer.from(pixel).toString("hex")}`))];
}

describe("drawChart", () => {
  it.each(Object.entries(cases))("draws %s below 40 kB", async (_, chart) => {
    const png = await drawChart(chart);
    const image = await loadImage(png);

    expect(png.length).toBeLessThan(40_000);
    expect(coloursOf(image)).toEqual(expect.arrayContaining(["#1b222c", "#eef2f7"]));
    expect(image.width).toBe(1_120);
    expect(image.height).toBeLessThan(1_500);
  });

  it("draws many at once", async () => {
    const pictures = await Promise.all(Array.from({ length: 8 }, () => drawChart(timeChart())));
    expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(1);
  });

  it("rejects what it cannot draw, and draws on", async () => {
    await expect(drawChart(timeChart({ timeZone: "Nowhere/Land" }))).rejects.toThrow("time zone");
    await expect(drawChart(timeChart())).resolves.toBeInstanceOf(Buffer);
  });
});
