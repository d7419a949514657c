import type { RankingChart } from "../message.ts";
import { figure } from "./figures.ts";
import { widthOf } from "./fonts.ts";
import { frame, nameText, shortened, text } from "./frame.ts";
import type { Picture } from "./frame.ts";
import { colours, sizes } from "./look.ts";

/** More bars than these make a picture that nobody scrolls through; the table has them all. */
const mostBars = 15;
const rowHeight = 36;
const top = 82;

/** Bars beside names, the longest first, each with its figure, and a mark at its limit. */
export function rankingPicture(chart: RankingChart): Picture {
  const bars = chart.bars.slice(0, mostBars);
  const names = bars.map(({ name }, index) => nameText(shortened(name, 20)) || `No. ${index + 1}`);
  const figures = bars.map(labelOf);
  const left = sizes.padding + Math.min(sizes.name, Math.max(40, ...names.map((name) => widthOf(name)))) + 10;
  const right = sizes.padding + Math.max(20, ...figures.map((one) => widthOf(one))) + 8;
  const highest = Math.max(...bars.map(({ value, limit }) => Math.max(value, limit ?? 0)), 0);
  const hidden = chart.bars.length - bars.length;
  const height = top + Math.max(bars.length, 2) * rowHeight + sizes.padding + (hidden > 0 ? 26 : 0);
  return {
    height,
    option: {
      ...frame(chart.title),
      grid: { left, right, top, height: Math.max(bars.length, 1) * rowHeight },
      xAxis: { type: "value", min: 0, max: highest || 1, show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: names,
        axisLine: { show: bars.length > 0, lineStyle: { color: colours.axis, width: 1.5 } },
        axisTick: { show: false },
        axisLabel: { color: colours.text, fontSize: sizes.text, margin: 8, width: sizes.name, overflow: "truncate" },
      },
      series: [
        {
          type: "bar",
          data: bars.map(({ value }) => value),
          barWidth: 20,
          itemStyle: { color: colours.series[0], borderRadius: [0, 3, 3, 0] },
          markPoint: {
            symbol: "rect",
            symbolSize: [4, 28],
            itemStyle: { color: colours.limit },
            label: { show: false },
            data: bars.flatMap(({ limit }, index) => (limit === undefined ? [] : [{ coord: [limit, index] }])),
          },
        },
        figuresAtTheEdge(figures, highest || 1),
      ],
      graphic: [unitLine(chart), ...restLine(hidden, height), ...nothing(bars.length)],
    },
  };
}

/** "28 of 50"; over its limit a bar says so in words. */
function labelOf({ value, limit }: RankingChart["bars"][number]): string {
  if (limit === undefined) return figure(value);
  return `${figure(value)} of ${figure(limit)}${value > limit ? ", over" : ""}`;
}

/** Right of all bars in a column of their own, so that no mark of a limit crosses them. */
function figuresAtTheEdge(figures: readonly string[], edge: number) {
  return {
    type: "scatter",
    symbolSize: 0.1,
    silent: true,
    data: figures.map((text, index) => ({
      value: [edge, index],
      label: { show: true, position: "right", distance: 8, formatter: () => text },
    })),
    label: { color: colours.text, fontSize: sizes.text },
  } as const;
}

function unitLine({ unit, bars }: RankingChart) {
  const words = bars.some(({ limit }) => limit !== undefined)
    ? `${shortened(unit, 30)}, with limits`
    : shortened(unit, 40);
  return text(words, { left: sizes.padding, top: sizes.padding + 32 });
}

function restLine(hidden: number, height: number) {
  return hidden > 0
    ? [text(`and ${figure(hidden)} more`, { left: sizes.padding, top: height - sizes.padding - 20 })]
    : [];
}

function nothing(count: number) {
  return count === 0 ? [text("Nothing used in this time", { left: "center", top: "60%" })] : [];
}
