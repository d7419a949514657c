import { describe, expect, it } from "vitest";
import { highestOf, tableOf } from "../../../src/notifications/chart/table.ts";
import { days, november, timeChart } from "./charts.ts";

describe("tableOf", () => {
  it("adds bars up within a day, and takes a line's last point", () => {
    const twice = [
      ...days([3]),
      { at: new Date(november(1).getTime() + 3_600_000), value: 4 },
      ...days([0, 1]).slice(1),
    ];
    const { drawn } = tableOf(
      timeChart({
        series: [
          { name: "Bars", as: "bars", points: twice },
          { name: "Line", as: "line", points: twice },
        ],
      }),
    );
    expect(drawn.map(({ values }) => values.at(0))).toEqual([7, 4]);
  });

  it("begins a forecast where the line ends", () => {
    const table = tableOf(
      timeChart({
        series: [{ name: "Total", as: "line", points: days([3, 8]) }],
        forecast: [{ at: november(3), low: 9, middle: 12, high: 15 }],
      }),
    );
    expect(table.now).toBe(1);
    expect(table.forecast).toEqual({ low: [null, 8, 9], middle: [null, 8, 12], high: [null, 8, 15] });
  });

  it("takes the height of stacked bars together", () => {
    const points = days([3, 5]);
    const { drawn } = tableOf(
      timeChart({
        series: [
          { name: "One", as: "bars", points },
          { name: "Other", as: "bars", points },
        ],
      }),
    );
    expect(highestOf(drawn)).toBe(10);
    expect(highestOf(drawn, [null, 40])).toBe(40);
  });
});
