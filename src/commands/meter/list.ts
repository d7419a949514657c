import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { factorLines, ratesLine } from "../quota/rate-words.ts";
import { originOf } from "../plan/list.ts";

export const meterList = defineCommand({
  name: ["meter", "list"],
  aliases: [["meters"]],
  title: "What is counted",
  summary: "List what is counted here, in which unit, and what it costs",
  group: "See usage and costs",
  effect: "reads",
  args: {
    text: arg.text("Only those whose name has this in it", { optional: true, label: "Search" }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "meter list",
  moreExamples: ["meter list gpu"],

  async run(context, { text, page }) {
    const { meters, currency, source } = context.configuration;
    const wanted = (text ?? "").toLowerCase();
    const found = meters.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted));
    const { offset, ...place } = pageOf(found.length, page);
    const shown = found.slice(offset, offset + PAGE_SIZE);
    const reply = listReply(context, {
      heading: "Meters",
      nothing: "Nothing is counted.",
      ...place,
      table: {
        columns: ["Meter", "Typed as", "Unit", "Kind", "Price"],
        rows: shown.map((meter) => rowOf(meter, currency)),
      },
      filters: ["text"],
    });
    const weighed = [
      ...shown.flatMap((meter) => ratesLine(context.configuration, meter)),
      ...shown.flatMap((meter) => factorLines(context.configuration, meter, context.now)),
    ];
    return { ...reply, lines: [...(reply.lines ?? []), ...weighed, originOf(source)] };
  },
});

const kinds = { counter: "adds up over time", gauge: "held at a time" } as const satisfies Record<
  Meter["kind"],
  string
>;

function rowOf({ name, label, unit, kind, decimals, price }: Meter, currency: string): TableRow {
  const exact = decimals === 0 ? "" : ` (${decimals} decimals)`;
  return { cells: [label, [{ code: name }], `${unit}${exact}`, kinds[kind], price ? `${price} ${currency}` : "none"] };
}
