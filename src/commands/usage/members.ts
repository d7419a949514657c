import { showAmount, writeAmount } from "../../domain/meters/amount.ts";
import { requireMeter } from "../../domain/meters/find-meter.ts";
import { COST } from "../../domain/meters/meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { pageOf, PAGE_SIZE } from "../../domain/paging.ts";
import { showUsageByMember } from "../../domain/reports/usage-by-member.ts";
import type { MemberUsage } from "../../domain/reports/usage-by-member.ts";
import type { RankingChart, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { csvFile } from "../csv.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { actions, button } from "../words.ts";
import { drawable } from "../../notifications/compose/usage-chart.ts";
import { csvName } from "./csv-name.ts";

const MOST_BARS = 12;
/** Beside the meter that was asked for: what a cluster's bill is read by. */
const USUAL = ["gpu_hours", "cpu_hours", COST];

export const usageMembers = defineCommand({
  name: ["usage", "members"],
  aliases: [
    ["org", "usage"],
    ["organization", "usage"],
    ["project", "usage"],
  ],
  title: "Usage by member",
  submit: "Show",
  summary: "Show what each member of an organization used, and what it cost",
  details: "With all below it. People who have left stay in it: what they used is part of the sum.",
  group: "See usage and costs",
  permission: "usage:list",
  effect: "reads",
  args: {
    org: arg.place("Which; your current organization, when left out", { default: "current" }),
    meter: arg.meter("What to sort by and draw", { optional: true }),
    period: arg.period("When: month, last month, 7d, 2026-10, …", { default: "month" }),
    csv: arg.flag("As a file, with everybody", { default: "no", keyed: true, unasked: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "usage members",
  moreExamples: ['org usage vision-lab gpu_hours "last month"'],

  async run(context, { org, meter, period, csv, page }) {
    const meters = columnsOf(context, meter);
    const names = meters.map(({ name }) => name);
    const { organization, members } = await showUsageByMember(context, {
      organizationId: org.id,
      period,
      meters: names,
    });
    const here = pinned(context, { org: org.slug, period: period.typed });
    const heading = `Usage in ${organization.name} by member, ${period.label}`;
    if (csv) {
      const rows = members.map(({ name, used }) => [name, ...used.map(({ amount }, at) => plain(meters[at], amount))]);
      const file = csvFile(csvName("usage-by-member", org.slug, period), ["Member", ...headings(meters)], rows);
      return { tone: "neutral", title: `${heading}: the file`, attachments: [file] };
    }
    const { total, page: at, pages, offset } = pageOf(members.length, page);
    const chart = rankingOf(meters[0], members, `${meters[0]?.label} in ${organization.name}, ${period.label}`);
    return {
      ...listReply(here, {
        heading,
        nothing: `${organization.name}: nobody used anything ${period.when}.`,
        total,
        page: at,
        pages,
        table: {
          columns: ["Member", ...meters.map(({ label }) => label)],
          rows: members
            .slice(offset, offset + PAGE_SIZE)
            .map((one) => rowOf(one, meters, { org: org.slug, period: period.typed })),
        },
        menus: [
          listMenu(here.call, "Sort by", Object.fromEntries(meters.map(({ label, name }) => [label, { meter: name }]))),
          listMenu(here.call, "Period", {
            "This month": { period: "month" },
            "Last month": { period: "last month" },
            "The last 7 days": { period: "7d" },
          }),
        ],
        ...actions(
          button("CSV", "usage members", { ...here.call.input, csv: "yes" }),
          button("All meters", "usage show", { whose: org.slug, period: period.typed }),
        ),
      }),
      ...(chart && { chart }),
    };
  },
});

function columnsOf({ configuration }: CommandContext, first: Meter | undefined): readonly Meter[] {
  const known = USUAL.filter((name) => configuration.meters.some((meter) => meter.name === name));
  const usual = known.map((name) => requireMeter(configuration, name));
  return first ? [first, ...usual.filter(({ name }) => name !== first.name)] : usual;
}

function headings(meters: readonly Meter[]): readonly string[] {
  return meters.map(({ label, unit }) => (label === unit ? label : `${label} (${unit})`));
}

function plain(meter: Meter | undefined, amount: bigint): string {
  return meter ? writeAmount(meter, amount) : "";
}

function rowOf(
  { id, name, used }: MemberUsage,
  meters: readonly Meter[],
  at: { org: string; period: string },
): TableRow {
  const cells = used.map(({ amount }, index) => {
    const meter = meters[index];
    return meter ? showAmount(meter, amount) : "";
  });
  const byDay =
    id && meters[0] ? [button("By day", "usage show", { whose: `person:${id}`, meter: meters[0].name, ...at })] : [];
  return { cells: [name, ...cells], actions: byDay };
}

function rankingOf(meter: Meter | undefined, members: readonly MemberUsage[], title: string): RankingChart | undefined {
  const using = members.flatMap(({ name, used: [first] }) => (first && first.amount > 0n ? [{ name, first }] : []));
  if (!meter || using.length < 2) return undefined;

  const told = using.slice(0, 3).map(({ name, first }) => `${name} ${showAmount(meter, first.amount)}`);
  return {
    kind: "ranking",
    title,
    unit: meter.unit,
    alt: `${meter.label} by member: ${told.join(", ")}${using.length > 3 ? `, and ${using.length - 3} more` : ""}.`,
    bars: using.slice(0, MOST_BARS).map(({ name, first }) => ({ name, value: drawable(meter, first.amount) })),
  };
}
