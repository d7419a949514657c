import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { COST } from "../../domain/meters/meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import type { Period } from "../../domain/reports/period.ts";
import { showUsage } from "../../domain/reports/show-usage.ts";
import type { UsageTotals } from "../../domain/reports/show-usage.ts";
import type { UsedOfMeter } from "../../domain/usage/read-usage.ts";
import { showLimit } from "../../notifications/compose/limit-line.ts";
import type { Button, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact } from "../words.ts";
import { factorsFooter } from "../quota/rate-words.ts";
import { askedOf, meterOrWhen, placeOfLimits, whoseOrWhen } from "./asked.ts";
import { meterReply } from "./of-meter.ts";
import { countedSubject } from "./whose.ts";

export const usageShow = defineCommand({
  name: ["usage", "show"],
  aliases: [["usage"]],
  title: "Usage",
  submit: "Show",
  summary: "Show what somebody, an organization or the installation used",
  details:
    "Without a meter it lists them all; with one it draws the days, the limit and where it leads. Days are cut in the installation's time zone.",
  group: "See usage and costs",
  effect: "reads",
  args: {
    whose: optional(whoseOrWhen, "Whose: a person, an organization, or installation; yourself, when left out"),
    meter: optional(meterOrWhen, "Only this one, day by day"),
    period: arg.period("When: month, last month, 7d, 2026-10, …", { default: "month" }),
    org: arg.place("Of a person: only what they used there", { optional: true, keyed: true }),
  },
  example: "usage show",
  moreExamples: [
    "usage show me gpu_hours",
    'usage show vision-lab gpu_hours "last month"',
    "usage show @bob period:7d",
  ],

  async run(context, { org, ...typed }) {
    const { whose, meter, period } = askedOf(typed);
    const subject = countedSubject(context, whose, org);
    const again = { ...(whose && { whose: whose.typed }), ...(org && { org: org.slug }) };
    const asked: Asked = { subject, period, again };
    const question = { subject, period, within: placeOfLimits(context, subject) };
    if (meter) return meterReply(context, { ...asked, meter });

    return totalsReply(context, asked, await showUsage(context, question));
  },
});

interface Asked {
  readonly subject: CountedSubject;
  readonly period: Period;
  /** What was typed, so that buttons stay with what this is about. */
  readonly again: Readonly<Record<string, string>>;
}

function totalsReply(
  { configuration }: CommandContext,
  { subject, period, again }: Asked,
  { name, totals, limits }: UsageTotals,
): Reply {
  const known = new Map(configuration.meters.map((meter) => [meter.name, meter]));
  const counted = totals.flatMap((total) => {
    const meter = known.get(total.meter);
    return meter && meter.name !== COST ? [{ meter, total }] : [];
  });
  const shown = counted.map(({ meter }) => meter);
  const rows = counted.map(({ meter, total }) => rowOf(meter, total, { name, limits, period, again }));
  const cost = totals.find(({ meter }) => meter === COST)?.amount ?? 0n;
  const money = known.get(COST);
  if (rows.length === 0) {
    return {
      tone: "neutral",
      title: `${name}: nothing was used ${period.when}.`,
      ...actions(button("Last month", "usage show", { ...again, period: "last month" })),
    };
  }
  return {
    tone: "neutral",
    title: `${name}: usage ${period.when}`,
    ...(money && cost > 0n && { facts: [fact("Cost", showAmount(money, cost))] }),
    table: { columns: ["Meter", "Used", "Limit", "Left"], rows },
    ...actions(
      period.typed === "month" && button("Last month", "usage show", { ...again, period: "last month" }),
      subject.scope === "organization" &&
        button("By member", "usage members", { org: subject.organizationId, period: period.typed }),
      button("CSV", "usage export", { ...again, period: period.typed }),
    ),
    footer: `Days are cut in ${configuration.timeZone}.${factorsFooter(configuration, shown)}`,
  };
}

interface Around {
  readonly name: string;
  readonly limits: readonly LimitState[];
  readonly period: Period;
  readonly again: Asked["again"];
}

function rowOf(meter: Meter, { amount }: UsedOfMeter, { name, limits, period, again }: Around): TableRow {
  const limit = limits.find(({ limit: one, startsAt }) => {
    const isNow = one.window === "now" || startsAt.getTime() === period.from.getTime();
    return one.meter === meter.name && isNow;
  });
  const byDay: Button = button("By day", "usage show", { ...again, meter: meter.name, period: period.typed });
  return {
    cells: [meter.label, showAmount(meter, amount), ...limitCells(meter, name, limit)],
    actions: [byDay],
  };
}

/** "400", "325.75 left"; of a limit that binds only somewhere, where: "100 in Vision Lab". */
function limitCells(meter: Meter, name: string, state: LimitState | undefined): readonly [string, string] {
  if (!state) return ["no limit", ""];
  const place = state.subjectName.replace(name, "");
  const left = leftOf(state);
  return [`${showLimit(meter, state.allowance)}${place}`, left === null ? "" : `${showNumber(meter, left)} left`];
}
