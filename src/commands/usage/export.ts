import { writeAmount } from "../../domain/meters/amount.ts";
import { COST_DECIMALS } from "../../domain/meters/meter.ts";
import { exportUsage } from "../../domain/reports/export-usage.ts";
import { arg } from "../args.ts";
import { optional } from "../arg.ts";
import { csvFile } from "../csv.ts";
import { defineCommand } from "../define.ts";
import { count } from "../words.ts";
import { csvName } from "./csv-name.ts";
import { countedSubject, whose } from "./whose.ts";

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
    whose: optional(whose, "Whose: a person, an organization, or installation; yourself, when left out"),
    meter: arg.meter("Only this one", { optional: true }),
    period: arg.period("When: month, last month, 7d, 2026-10, …", { default: "month" }),
    org: arg.place("Of a person: only what they used there", { optional: true, keyed: true }),
  },
  example: "usage export",
  moreExamples: ['usage export vision-lab period:"last month"'],

  async run(context, { whose: meant, meter, period, org }) {
    const { configuration } = context;
    const one = meter ?? (meant?.kind === "meter" ? meant.meter : undefined);
    const subject = countedSubject(context, meant, org);
    const { name, days } = await exportUsage(context, { subject, period, ...(one && { meter: one.name }) });
    if (days.length === 0) return { tone: "neutral", title: `${name}: nothing was used in ${period.label}.` };

    const known = new Map(configuration.meters.map((of) => [of.name, of]));
    const rows = days.flatMap(({ day, meter: of, amount, cost }) => {
      const found = known.get(of);
      const money = writeAmount({ decimals: COST_DECIMALS }, cost);
      return found ? [[day, of, writeAmount(found, amount), found.unit, money]] : [];
    });
    const columns = ["Day", "Meter", "Amount", "Unit", `Cost (${configuration.currency})`];
    return {
      tone: "neutral",
      title: `${name}: usage in ${period.label}, ${count(rows.length, "row", "rows")}`,
      attachments: [csvFile(csvName("usage", name, period), columns, rows)],
      footer: `Days are cut in ${configuration.timeZone}.`,
    };
  },
});
