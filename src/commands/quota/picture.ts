import { showNumber } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { daysOf } from "../../domain/quotas/show-limits.ts";
import type { UsedOnDay } from "../../domain/usage/read-usage.ts";
import type { Message, Table, Text } from "../../notifications/message.ts";
import type { CommandContext } from "../define.ts";
import { usageChart } from "../../notifications/compose/usage-chart.ts";
import { outlookOf } from "../../notifications/compose/outlook.ts";
import { placeWords } from "./words.ts";

interface Picture {
  /** Where it leads at this rate. */
  readonly lines: readonly Text[];
  /** Empty where there is nothing to draw. */
  readonly shown: Pick<Message, "chart" | "table">;
}

interface Drawn {
  readonly name: string;
  readonly meter: Meter;
  readonly state: LimitState;
}

/** The latest ones; the rest is in the picture's words and in the CSV of the usage. */
const MOST_ROWS = 10;

/** The days of a limit's window with its line and forecast, and the same figures as a table. */
export async function pictureOf(context: CommandContext, { name, meter, state }: Drawn): Promise<Picture> {
  if (state.limit.window === "lifetime" || state.limit.window === "now") return { lines: [], shown: {} };
  const { days, earlier } = await daysOf(context, state);
  const outlook = outlookOf(context, meter, { days, earlier, limit: state });
  const lines = outlook ? [outlook.line] : [];
  if (days.length < 2 || days.every(({ amount }) => amount === 0n)) return { lines, shown: {} };

  const { timeZone } = context.configuration;
  const chart = usageChart({
    title: `${name}: ${placeWords(context, state)}`,
    meter,
    timeZone,
    days,
    limit: state.allowance,
    ...(outlook?.band && { forecast: outlook.band }),
  });
  return { lines, shown: { chart, table: tableOf(meter, days, timeZone) } };
}

function tableOf(meter: Meter, days: readonly UsedOnDay[], timeZone: string): Table {
  const name = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  const rows = days.slice(-MOST_ROWS).map(({ startsAt, amount }) => ({
    cells: [name.format(startsAt), showNumber(meter, amount)],
  }));
  return { columns: ["Day", meter.unit], rows };
}
