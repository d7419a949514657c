import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
} from "echarts/components";
import { init, setPlatformAPI, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Chart, RankingChart } from "../message.ts";
import { registerFonts, widthOf } from "./fonts.ts";
import type { Picture } from "./frame.ts";
import { colours, sizes } from "./look.ts";
import { encodePng } from "./png.ts";
import { rankingPicture } from "./ranking-picture.ts";
import { timePicture } from "./time-picture.ts";

use([BarChart, LineChart, ScatterChart, CanvasRenderer]);
use([TitleComponent, LegendComponent, GridComponent, GraphicComponent, AriaComponent]);
use([MarkLineComponent, MarkPointComponent, MarkAreaComponent]);

setPlatformAPI({
  // Safe: ECharts asks of a canvas what @napi-rs/canvas has; it types it as the browser's.
  createCanvas: () => createCanvas(1, 1) as never,
  measureText: (text, font) => ({ width: widthOf(text, font) }),
});

/** A PNG of 1,120 pixels across. The drawing takes some 30 ms of this thread, the compressing none. */
export async function paintChart(chart: Chart | RankingChart): Promise<Buffer> {
  registerFonts();
  const { option, height } = chart.kind === "time" ? timePicture(chart) : rankingPicture(chart);
  const canvas = paint(option, height);
  return encodePng(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
}

function paint(option: Picture["option"], height: number): Canvas {
  const { width, density, corner } = sizes;
  const drawing = createCanvas(width * density, height * density);
  const chart = init(drawing, null, { renderer: "canvas", width, height, devicePixelRatio: density });
  try {
    chart.setOption(option);
    const card = createCanvas(drawing.width, drawing.height);
    const context = card.getContext("2d");
    context.fillStyle = colours.ground;
    context.roundRect(0, 0, card.width, card.height, corner * density);
    context.fill();
    context.drawImage(drawing, 0, 0);
    return card;
  } finally {
    // ECharts remembers every chart that is not disposed of.
    chart.dispose();
  }
}
