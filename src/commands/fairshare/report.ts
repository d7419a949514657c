import { reportFairness } from "../../domain/fairshare/report-fairness.ts";
import type { CohortReport } from "../../domain/fairshare/report-fairness.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listed } from "../words.ts";

const MOST_PAIRS = 5;

export const fairshareReport = defineCommand({
  name: ["fairshare", "report"],
  aliases: [["quota", "fairness"]],
  title: "Who borrows from whom",
  submit: "Show",
  summary: "Show who is starved, who borrows, and how much is reclaimable where organizations share",
  details:
    "Organizations share when their limits say how much they may borrow or lend. Nothing running is stopped to give back: what is borrowed comes back as work ends.",
  group: "See and change limits",
  permission: "quota:read",
  effect: "reads",
  args: { meter: arg.meter("Only this one", { optional: true }) },
  example: "fairshare report",
  moreExamples: ["fairshare report gpu_hours"],

  async run(context, { meter }) {
    const all = await reportFairness(context);
    const reports = all.filter((one) => !meter || one.meter === meter.name);
    if (reports.length === 0) {
      return {
        tone: "neutral",
        title: `No organizations share ${meter ? meter.label : "anything"}.`,
        lines: [
          "They share once their limits say how much they may borrow or lend: quota set, with borrow: and lend:.",
        ],
      };
    }
    const starved = reports.reduce((sum, { members }) => sum + members.filter(isStarved).length, 0);
    return {
      tone: starved > 0 ? "warning" : "neutral",
      title: starved > 0 ? titleOf(starved) : "No organization lacks any of its own",
      lines: reports.flatMap((one) => linesOf(context, one)),
      table: {
        columns: ["Organization", "Its own", "Used", "Borrows", "Lacks"],
        rows: reports.flatMap((one) => rowsOf(context, one)),
      },
    };
  },
});

function titleOf(starved: number): string {
  return starved === 1
    ? "1 organization lacks part of its own because others use it"
    : `${starved.toLocaleString("en-US")} organizations lack part of their own because others use it`;
}

function isStarved({ starved }: CohortReport["members"][number]): boolean {
  return starved > 0n;
}

function linesOf(context: CommandContext, report: CohortReport): readonly string[] {
  const meter = meterOf(context, report);
  const heading = `${labelOf(context, report)} below ${report.parentName}`;
  if (report.pairs.length === 0) {
    const borrowers = report.members.filter(({ borrowed }) => borrowed > 0n).map(({ name }) => name);
    const verb = borrowers.length === 1 ? "borrows" : "borrow";
    return [
      `${heading}: ${borrowers.length > 0 ? `${listed(borrowers)} ${verb} what others leave` : "nobody borrows"}.`,
    ];
  }
  const nameOf = (id: string) => report.members.find((one) => one.id === id)?.name ?? id;
  return [
    `${heading}: ${showAmount(meter, report.reclaimable)} are reclaimable.`,
    ...report.pairs
      .slice(0, MOST_PAIRS)
      .map(
        ({ starved, borrower, amount }) =>
          `${nameOf(starved)} lacks ${showAmount(meter, amount)} that ${nameOf(borrower)} uses.`,
      ),
  ];
}

function rowsOf(context: CommandContext, report: CohortReport): readonly TableRow[] {
  const meter = meterOf(context, report);
  return report.members.map(({ name, nominal, used, borrowed, starved }) => ({
    cells: [
      `${name}, ${labelOf(context, report)}`,
      ...[nominal, used, borrowed, starved].map((amount) => showNumber(meter, amount)),
    ],
  }));
}

function labelOf(context: CommandContext, report: CohortReport): string {
  const { timeZone } = context.configuration;
  return `${meterOf(context, report).label}, ${windowName(report.window, report.startsAt, { timeZone, now: context.now })}`;
}

function meterOf({ configuration }: CommandContext, { meter }: CohortReport): Meter {
  return meterCalled(configuration, meter);
}
