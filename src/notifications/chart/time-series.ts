import type { BarSeriesOption, LineSeriesOption } from "echarts";
import type { Chart } from "../message.ts";
import { figure } from "./figures.ts";
import { oneLine, shortened } from "./frame.ts";
import { colours, sizes } from "./look.ts";
import { highestOf } from "./table.ts";
import type { Drawn, Table } from "./table.ts";

/** A plot: all that shares one scale. Daily bars beside a running total would be too small to see. */
export interface Panel {
  readonly index: number;
  readonly drawn: readonly Drawn[];
  /** The forecast and the limit belong to the first plot. */
  readonly forecast: Table["forecast"];
  readonly limit: Chart["limit"];
  readonly scale: { readonly top: number; readonly step: number };
}

type Series = BarSeriesOption | LineSeriesOption;

/** More bars than these have no room for figures. */
const mostWithFigures = 8;

export function panelSeries(panel: Panel, table: Table, colourOf: (drawn: Drawn) => string): Series[] {
  const bars = panel.drawn.filter(({ as }) => as === "bars");
  const isSparse = bars.length === 1 && table.slots.all.length <= mostWithFigures;
  const place = { xAxisIndex: panel.index, yAxisIndex: panel.index };
  const drawn = panel.drawn.map((one): Series => {
    const colour = colourOf(one);
    return one.as === "bars" ? barSeries(one, { colour, place, isSparse }) : lineSeries(one, { colour, place, table });
  });
  return [...drawn, ...forecastSeries(panel, place), marks(panel, table, place)];
}

interface Style {
  readonly colour: string;
  readonly place: { readonly xAxisIndex: number; readonly yAxisIndex: number };
}

function barSeries(one: Drawn, { colour, place, isSparse }: Style & { isSparse: boolean }): BarSeriesOption {
  return {
    ...place,
    type: "bar",
    name: oneLine(one.name),
    stack: "bars",
    data: [...one.values],
    barMaxWidth: 56,
    barCategoryGap: "24%",
    itemStyle: { color: colour, borderRadius: 2 },
    label: {
      show: isSparse,
      position: "top",
      color: colours.text,
      fontSize: sizes.text,
      formatter: ({ value }) => (typeof value === "number" ? figure(value) : ""),
    },
  };
}

function lineSeries(one: Drawn, { colour, place, table }: Style & { table: Table }): LineSeriesOption {
  const last = one.values.findLastIndex((value) => value !== null);
  const value = one.values[last] ?? 0;
  const isFarRight = last > table.slots.all.length * 0.75;
  return {
    ...place,
    type: "line",
    name: oneLine(one.name),
    data: [...one.values],
    showSymbol: false,
    connectNulls: true,
    lineStyle: { color: colour, width: 3.5 },
    itemStyle: { color: colour },
    areaStyle: { color: colour, opacity: 0.14 },
    markPoint: {
      symbol: "circle",
      symbolSize: 11,
      data: last < 0 ? [] : [{ name: "last", coord: [last, value] }],
      label: {
        formatter: figure(value),
        position: isFarRight ? [-8, -10] : [10, 14],
        align: isFarRight ? "right" : "left",
        color: colours.text,
        fontSize: sizes.text,
        fontWeight: 600,
        backgroundColor: colours.ground,
        padding: [1, 4],
        borderRadius: 3,
      },
    },
  };
}

/** A dashed line within a band, drawn as an unseen area with the band on top of it. */
function forecastSeries({ forecast }: Panel, place: Style["place"]): Series[] {
  if (!forecast) return [];
  const { low, middle, high } = forecast;
  const between = high.map((value, index) => (value === null ? null : value - (low[index] ?? value)));
  const unseen = { ...place, type: "line", symbol: "none", silent: true, connectNulls: true } as const;
  return [
    { ...unseen, name: "low", stack: "band", data: [...low], lineStyle: { opacity: 0 } },
    {
      ...unseen,
      name: "band",
      stack: "band",
      data: between,
      lineStyle: { opacity: 0 },
      areaStyle: { color: colours.band },
    },
    {
      ...unseen,
      name: "Forecast",
      data: [...middle],
      lineStyle: { color: colours.forecast, width: 3.5, type: [8, 6] },
      itemStyle: { color: colours.forecast },
    },
  ];
}

/** The limit with its figure, what lies above it, and where the known ends and the forecast begins. */
function marks({ drawn, limit, forecast, scale }: Panel, table: Table, place: Style["place"]): LineSeriesOption {
  const isLimitSeen = limit !== undefined && limit.value <= scale.top;
  const now = forecast && table.now >= 0 ? [nowLine(table)] : [];
  const limitLine = isLimitSeen ? [limitLineOf(limit)] : [];
  return {
    ...place,
    type: "line",
    name: "marks",
    data: [],
    markLine: { silent: true, symbol: "none", animation: false, data: [...limitLine, ...now] },
    ...(isLimitSeen &&
      highestOf(drawn, forecast?.high) > limit.value && {
        markArea: {
          silent: true,
          itemStyle: { color: colours.over },
          data: [[{ yAxis: limit.value }, { yAxis: scale.top }]],
        },
      }),
  };
}

function limitLineOf(limit: NonNullable<Chart["limit"]>) {
  return {
    yAxis: limit.value,
    lineStyle: { color: colours.limit, width: 2.5, type: "solid" },
    label: {
      position: "insideStartTop",
      formatter: `${shortened(limit.label, 24)} ${figure(limit.value)}`,
      color: colours.limit,
      fontSize: sizes.text,
      fontWeight: 600,
    },
  } as const;
}

function nowLine(table: Table) {
  return {
    xAxis: table.now,
    lineStyle: { color: colours.axis, width: 1.5, type: "dotted" },
    label: { position: "insideEndBottom", formatter: "now", rotate: 0, color: colours.quiet, fontSize: sizes.text },
  } as const;
}
