import { showNumber, writeAmount } from "../../domain/meters/amount.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { listQuotas } from "../../domain/quotas/list-quotas.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import type { Attachment, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { csvFile } from "../csv.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listMenu, listReply } from "../list.ts";
import { button } from "../words.ts";
import { typedAgain } from "./whose.ts";
import { resetCell, usedWords } from "./words.ts";

export const quotaList = defineCommand({
  name: ["quota", "list"],
  aliases: [["limit", "list"], ["quotas"]],
  title: "Everybody's limits",
  submit: "List",
  summary: "List everybody's limits: how much is used, what is left, and when it resets",
  details:
    "Admins of the installation see all; with org: whoever sets limits there sees that organization's and its members'. As a CSV file the amounts are exact.",
  group: "See and change limits",
  permission: "quota:read",
  effect: "reads",
  args: {
    meter: arg.meter("Only this one", { optional: true }),
    org: arg.place("Only this organization and its members there", { optional: true, keyed: true }),
    text: arg.text("Only limits of whom this is part of the name", { optional: true, keyed: true, label: "Search" }),
    sort: arg.choice("Sort by", { name: "Name", used: "Most used", left: "Least left", resets: "Resets first" })(
      "What to sort by",
      { default: "name", keyed: true },
    ),
    descending: arg.flag("From the end of the list", { default: "no", keyed: true, unasked: true }),
    csv: arg.flag("All of it as a CSV file", { default: "no", keyed: true, unasked: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "quota list",
  moreExamples: ["quota list gpu_hours sort:used", "quota list org:vision-lab csv:yes"],

  async run(context, { meter, org, csv, text, sort, descending, page }) {
    const listing = { organizationId: org?.id, meter: meter?.name, text, sort, descending, page };
    const { all, rows, total, ...paged } = await listQuotas(context, listing);
    if (csv && total > 0) return { tone: "neutral", title: `Limits: ${total}`, attachments: [csvOf(context, all)] };
    const { call } = context;
    return listReply(context, {
      ...paged,
      total,
      heading: org ? `Limits in ${org.name}` : "Limits",
      nothing: org ? `Nothing is limited in ${org.name}.` : "Nothing is limited here.",
      filters: ["meter", "text"],
      table: {
        columns: ["Whose", "Limit", "Used", "Left", "Resets"],
        rows: await Promise.all(rows.map((state) => rowOf(context, state))),
      },
      menus: [
        listMenu(call, "Sort", {
          "By name": { sort: "name" },
          "Most used": { sort: "used" },
          "Least left": { sort: "left" },
          "Resets first": { sort: "resets" },
        }),
      ],
      actions: total > 0 ? [button("CSV", call.command, { ...call.input, csv: "yes" })] : [],
    });
  },
});

async function rowOf(context: CommandContext, state: LimitState): Promise<TableRow> {
  const { subject, subjectName, limit } = state;
  const meter = meterCalled(context.configuration, limit.meter);
  const left = leftOf(state);
  const again = await typedAgain(context, subject);
  return {
    cells: [
      subjectName,
      `${meter.label} ${windowWords(limit.window)}`,
      usedWords(context.configuration, state),
      left === null ? "unlimited" : `${showNumber(meter, left)} left`,
      resetCell(state),
    ],
    actions: [
      button("Show", "quota show", { ...again, meter: limit.meter }),
      button("How is it derived?", "quota explain", { ...again, meter: limit.meter }),
    ],
  };
}

function csvOf({ configuration, now }: CommandContext, states: readonly LimitState[]): Attachment {
  const rows = states.map((state) => {
    const { subjectName, limit, allowance, used, reserved, resetsAt } = state;
    const meter = meterCalled(configuration, limit.meter);
    const exact = (units: bigint | null) => (units === null ? "unlimited" : writeAmount(meter, units));
    const figures = [exact(allowance), exact(used), exact(reserved), exact(leftOf(state))];
    return [subjectName, limit.meter, meter.unit, limit.window, ...figures, resetsAt?.toISOString() ?? ""];
  });
  const columns = ["Whose", "Meter", "Unit", "Period", "Limit", "Used", "Reserved", "Left", "Resets at"];
  return csvFile(`limits-${now.toISOString().slice(0, 10)}.csv`, columns, rows);
}
