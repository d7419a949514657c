import type { XAXisComponentOption, YAXisComponentOption } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { Chart } from "../message.ts";
import { axisFigure, figure, roundScale } from "./figures.ts";
import { widthOf } from "./fonts.ts";
import { frame, oneLine, shortened, text, topOfPlots } from "./frame.ts";
import type { Picture } from "./frame.ts";
import { colours, sizes } from "./look.ts";
import { labelledSlots, slotLabel } from "./slots.ts";
import { highestOf, tableOf } from "./table.ts";
import type { Drawn, Table } from "./table.ts";
import { panelSeries } from "./time-series.ts";
import type { Panel } from "./time-series.ts";

const belowPlots = 42;
const betweenPlots = 54;
/** A limit this many times higher than all else would press it flat; it is told in words then. */
const outOfSight = 10;

/** Bars and lines over time. With both, lines are above and bars below, each on a scale of their own. */
export function timePicture(chart: Chart): Picture {
  const table = tableOf(chart);
  const panels = panelsOf(chart, table);
  const height = panels.length > 1 ? sizes.twoHigh : sizes.oneHigh;
  const legend = legendOf(chart, table, panels);
  const left = sizes.padding + Math.max(...panels.map(widestLabel)) + 8;
  const places = placesOf(panels.length, height, legend.length > 0 ? topOfPlots.withLegend : topOfPlots.plain);
  return {
    height,
    option: {
      ...frame(chart.title),
      ...(table.drawn.filter(({ as }) => as === "bars").length > 1 && {
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      }),
      ...(legend.length > 0 && { legend: legendOption(legend) }),
      grid: places.map((place) => ({ ...place, left, right: sizes.padding + 12 })),
      xAxis: panels.map(({ index }) => xAxis(table, index, { isLast: index === panels.length - 1, left })),
      yAxis: panels.map((panel) => yAxis(chart, panel, { left, of: panels.length })),
      series: panels.flatMap((panel) => panelSeries(panel, table, (drawn) => colourOf(table, drawn))),
      ...nothingYet(table),
    },
  };
}

function panelsOf(chart: Chart, table: Table): readonly Panel[] {
  const lines = table.drawn.filter(({ as }) => as === "line");
  const bars = table.drawn.filter(({ as }) => as === "bars");
  const groups = lines.length > 0 && bars.length > 0 ? [lines, bars] : [table.drawn];
  return groups.map((drawn, index) => {
    const forecast = index === 0 ? table.forecast : undefined;
    const limit = index === 0 ? chart.limit : undefined;
    const highest = highestOf(drawn, forecast?.high);
    const isSeen = limit && (highest === 0 || limit.value <= highest * outOfSight);
    // The figure above the highest point needs some room.
    const scale = roundScale(Math.max(highest * 1.08, isSeen ? limit.value * 1.12 : 0));
    return { index, drawn, forecast, limit, scale };
  });
}

function placesOf(count: number, height: number, top: number): readonly { top: number; height: number }[] {
  const room = height - top - belowPlots;
  if (count === 1) return [{ top, height: room }];

  const upper = Math.round((room - betweenPlots) * 0.64);
  return [
    { top, height: upper },
    { top: top + upper + betweenPlots, height: room - betweenPlots - upper },
  ];
}

function widestLabel({ scale }: Panel): number {
  const steps = Math.round(scale.top / scale.step);
  return Math.max(
    ...Array.from({ length: steps + 1 }, (_, index) => widthOf(axisFigure(index * scale.step, scale.top))),
  );
}

function xAxis(table: Table, index: number, { isLast, left }: { isLast: boolean; left: number }): XAXisComponentOption {
  const { all, unit } = table.slots;
  const labels = all.map((slot) => slotLabel(slot, unit));
  const widest = Math.max(1, ...labels.map((label) => widthOf(label)));
  const isLabelled = labelledSlots(table.slots, Math.max(2, Math.floor((sizes.width - left) / (widest + 14))));
  return {
    type: "category",
    gridIndex: index,
    data: labels,
    axisLine: { lineStyle: { color: colours.axis, width: 1.5 } },
    axisTick: { show: isLast, interval: isLabelled, alignWithLabel: true, lineStyle: { color: colours.axis } },
    axisLabel: { show: isLast, interval: isLabelled, color: colours.quiet, fontSize: sizes.text, margin: 10 },
  };
}

function yAxis(chart: Chart, panel: Panel, { left, of }: { left: number; of: number }): YAXisComponentOption {
  return {
    type: "value",
    gridIndex: panel.index,
    min: 0,
    max: panel.scale.top,
    interval: of > 1 && panel.index === 1 ? panel.scale.top : panel.scale.step,
    name: nameOf(chart, panel, of),
    nameLocation: "end",
    nameGap: 14,
    nameTextStyle: {
      color: colours.quiet,
      fontSize: sizes.text,
      align: "left",
      padding: [0, 0, 0, sizes.padding - left],
    },
    splitLine: { lineStyle: { color: colours.grid, width: 1 } },
    axisLabel: {
      color: colours.quiet,
      fontSize: sizes.text,
      margin: 8,
      formatter: (value: number) => axisFigure(value, panel.scale.top),
    },
  };
}

/** "GPU hours", or "Each day, GPU hours" where there is a second plot; and the limit, if it is out of sight. */
function nameOf(chart: Chart, { drawn, limit, scale }: Panel, of: number): string {
  const [only] = drawn;
  const unit = shortened(chart.unit, 20);
  const name = of > 1 && drawn.length === 1 && only ? `${shortened(only.name, 24)}, ${unit}` : unit;
  const isOut = limit !== undefined && limit.value > scale.top;
  return isOut ? `${name}  ·  ${shortened(limit.label, 24)} ${figure(limit.value)}, far above` : name;
}

/** Lines first, so that the same thing has the same colour in every picture. */
function colourOf({ drawn: all }: Table, drawn: Drawn): string {
  const index = [...all.filter(({ as }) => as === "line"), ...all.filter(({ as }) => as === "bars")].indexOf(drawn);
  return colours.series[index % colours.series.length] ?? colours.text;
}

const icons = {
  bars: "roundRect",
  line: "path://M0 0h24v4h-24z",
  dashes: "path://M0 0h10v4h-10z M14 0h10v4h-10z",
} as const;

interface Entry {
  readonly name: string;
  readonly icon: keyof typeof icons;
  readonly colour: string;
}

/** Only where something could be mistaken for something else. */
function legendOf(chart: Chart, table: Table, panels: readonly Panel[]): readonly Entry[] {
  const forecast: readonly Entry[] = chart.forecast?.length
    ? [{ name: "Forecast", icon: "dashes", colour: colours.forecast }]
    : [];
  const isCrowded = panels.some(({ drawn }) => drawn.length > 1);
  const named = isCrowded || (panels.length === 1 && forecast.length > 0) ? table.drawn : [];
  return [
    ...named.map((drawn): Entry => ({
      name: oneLine(drawn.name),
      icon: drawn.as,
      colour: colourOf(table, drawn),
    })),
    ...forecast,
  ];
}

function legendOption(entries: readonly Entry[]): EChartsCoreOption {
  return {
    left: sizes.padding - 5,
    top: sizes.padding + 29,
    width: sizes.width - 2 * sizes.padding,
    itemWidth: 24,
    itemHeight: 12,
    itemGap: 18,
    selectedMode: false,
    textStyle: { color: colours.text, fontSize: sizes.text },
    formatter: (name: string) => shortened(name, Math.floor(44 / entries.length)),
    data: entries.map(({ name, icon, colour }) => ({
      name,
      icon: icons[icon],
      itemStyle: { color: colour },
    })),
  };
}

function nothingYet(table: Table): EChartsCoreOption {
  if (highestOf(table.drawn) > 0) return {};
  return { graphic: [text("Nothing used in this time", { left: "center", top: "66%" })] };
}
