import { writeAmount } from "../../domain/meters/amount.ts";
import { COST_DECIMALS } from "../../domain/meters/meter.ts";
import { exportUsage } from "../../domain/reports/export-usage.ts";
import { arg } from "../args.ts";
import { optional } from "../arg.ts";
import { csvFile } from "../csv.ts";
import { defineCommand } from "../define.ts";
import { count } from "../words.ts";
import { askedOf, meterOrWhen, whoseOrWhen } from "./asked.ts";
import { csvName } from "./csv-name.ts";
import { countedSubject } from "./whose.ts";

export const usageExport = defineCommand({
  name: ["usage", "export"],
  aliases: [["usage", "csv"]],
  title: "Usage as a file",
  submit: "Export",
  summary: "Get usage by day and meter as a CSV file",
  details: "Amounts are exact, in each meter's unit, with a point for the decimals.",
  group: "See usage and costs",
  effect: "reads",
  args: {
    whose: optional(whoseOrWhen, "Whose: a person, an organization, or installation; yourself, when left out"),
    meter: optional(meterOrWhen, "Only this one"),
    period: arg.period("When: month, last month, 7d, 2026-10, …", { default: "month" }),
    org: arg.place("Of a person: only what they used there", { optional: true, keyed: true }),
  },
  example: "usage export",
  moreExamples: ['usage export vision-lab period:"last month"'],

  async run(context, { org, ...typed }) {
    const { configuration } = context;
    const { whose, meter, period } = askedOf(typed);
    const subject = countedSubject(context, whose, org);
    const { name, days } = await exportUsage(context, { subject, period, ...(meter && { meter: meter.name }) });
    if (days.length === 0) return { tone: "neutral", title: `${name}: nothing was used ${period.when}.` };

    const known = new Map(configuration.meters.map((of) => [of.name, of]));
    const rows = days.flatMap(({ day, meter: of, amount, cost }) => {
      const found = known.get(of);
      const money = writeAmount({ decimals: COST_DECIMALS }, cost);
      return found ? [[day, of, writeAmount(found, amount), found.unit, money]] : [];
    });
    const columns = ["Day", "Meter", "Amount", "Unit", `Cost (${configuration.currency})`];
    return {
      tone: "neutral",
      title: `${name}: usage ${period.when}, ${count(rows.length, "row", "rows")}`,
      attachments: [csvFile(csvName("usage", name, period), columns, rows)],
      footer: `Days are cut in ${configuration.timeZone}.`,
    };
  },
});
