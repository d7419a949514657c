import { createCanvas } from "@napi-rs/canvas";
import type { ImageData } from "@napi-rs/canvas";
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

/** One for all pictures: native memory is given back late. Painting and reading it are one step, so that none meet. */
const canvas = createCanvas(1, 1);

/** A PNG of 1,120 pixels across; it takes some 40 ms of this thread. */
export function paintChart(chart: Chart | RankingChart): Buffer {
  registerFonts();
  const { option, height } = chart.kind === "time" ? timePicture(chart) : rankingPicture(chart);
  return encodePng(paint(option, height));
}

function paint(option: Picture["option"], height: number): ImageData {
  const { width, density, corner } = sizes;
  canvas.width = width * density;
  canvas.height = height * density;
  const chart = init(canvas, null, { renderer: "canvas", width, height, devicePixelRatio: density });
  try {
    chart.setOption(option);
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = colours.ground;
    context.beginPath();
    context.roundRect(0, 0, canvas.width, canvas.height, corner * density);
    context.fill();
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } finally {
    // ECharts remembers every chart that is not disposed of, and wipes the canvas of one that is.
    chart.dispose();
  }
}
