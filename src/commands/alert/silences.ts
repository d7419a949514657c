import { listSilences } from "../../domain/alerts/list-silences.ts";
import type { SilenceView } from "../../domain/alerts/list-silences.ts";
import type { TableRow } from "../../notifications/message.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";

const MOST_ROWS = 25;

export const alertSilences = defineCommand({
  name: ["alert", "silences"],
  title: "Silences",
  summary: "List what is silenced now, by whom, and until when",
  group: "Alerts and announcements",
  effect: "reads",
  args: {},
  example: "alert silences",

  async run(context) {
    const silences = await listSilences(context);
    const more = silences.length - MOST_ROWS;
    const actions = [formButton("Silence", "alert silence"), button("Open alerts", "alert open")];
    if (silences.length === 0) return { tone: "neutral", title: "Nothing is silenced.", actions };
    return {
      tone: "neutral",
      title: `Silences: ${silences.length.toLocaleString("en-US")}`,
      table: { columns: ["What", "Until", "By", "Why"], rows: silences.slice(0, MOST_ROWS).map(rowOf) },
      actions,
      ...(more > 0 && { footer: `And ${count(more, "other", "others")}.` }),
    };
  },
});

function rowOf({ id, shown, until, by, reason }: SilenceView): TableRow {
  return {
    cells: [shown, [{ time: until }], by, reason ?? ""],
    actions: [button("End it", "alert unsilence", { silence: id })],
  };
}
