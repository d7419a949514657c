import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { COST } from "../../domain/meters/meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import type { Period } from "../../domain/reports/period.ts";
import { showMeterUsage } from "../../domain/reports/show-usage.ts";
import type { MeterUsage } from "../../domain/reports/show-usage.ts";
import type { UsedOnDay } from "../../domain/usage/read-usage.ts";
import type { UsedByJob } from "../../domain/usage/top-jobs.ts";
import type { Fact, Table, Text } from "../../notifications/message.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact, formButton, present } from "../words.ts";
import { placeOfLimits } from "./asked.ts";
import { factorsFooter } from "../quota/rate-words.ts";
import { usageChart } from "../../notifications/compose/usage-chart.ts";
import { outlookOf } from "../../notifications/compose/outlook.ts";
import type { Outlook } from "../../notifications/compose/outlook.ts";

/** A card shows the latest; the picture and the file have them all. */
const MOST_DAYS = 10;
const DAY_NAME = { weekday: "short", day: "numeric", month: "short" } as const;

interface Asked {
  readonly subject: CountedSubject;
  readonly period: Period;
  readonly meter: Meter;
  readonly again: Readonly<Record<string, string>>;
}

/** One meter, day by day: the sum, the limit, where it leads, the picture, and its figures as a table. */
export async function meterReply(context: CommandContext, asked: Asked): Promise<Reply> {
  const within = placeOfLimits(context, asked.subject);
  const usage = await showMeterUsage(context, { ...asked, within });
  const { meter, period, again, subject } = asked;
  const used = total(meter, usage);
  if (used === 0n) {
    return {
      tone: "neutral",
      title: `${usage.name}: no ${meter.label} ${period.when}.`,
      ...actions(button("All meters", "usage show", { ...again, period: period.typed })),
    };
  }
  const { timeZone } = context.configuration;
  const outlook = outlookOf(context, meter, usage);
  return {
    tone: "neutral",
    title: titleOf(asked, usage),
    ...(outlook && { lines: [outlook.line] }),
    facts: factsOf(context, asked, usage),
    chart: usageChart({
      title: `${meter.label} of ${usage.name}, ${period.label}`,
      meter,
      timeZone,
      days: usage.days,
      limit: usage.limit?.allowance,
      ...bandOf(outlook),
    }),
    table: dayTable(meter, usage.days, timeZone),
    ...actions(
      usage.limit && formButton("Request more", "quota request", { meter: meter.name }),
      button("Limits", "quota show", { ...limitsAgain(again), meter: meter.name }),
      button("CSV", "usage export", { ...again, meter: meter.name, period: period.typed }),
      button("All meters", "usage show", { ...again, period: period.typed }),
      subject.scope === "organization" &&
        button("By member", "usage members", { org: subject.organizationId, meter: meter.name, period: period.typed }),
    ),
    footer: `Days are cut in ${timeZone}${usage.days.length > MOST_DAYS ? `; the latest ${MOST_DAYS} are listed` : ""}.${factorsFooter(context.configuration, [meter])}`,
  };
}

function bandOf(outlook: Outlook | undefined) {
  return outlook?.band ? { forecast: outlook.band } : {};
}

/** Of a gauge, the most that was held. */
function total({ kind }: Meter, { days }: MeterUsage): bigint {
  if (kind === "counter") return days.reduce((sum, { amount }) => sum + amount, 0n);
  return days.reduce((most, { amount }) => (amount > most ? amount : most), 0n);
}

function titleOf({ meter, period }: Asked, usage: MeterUsage): string {
  const sum = total(meter, usage);
  const allowance = usage.limit?.allowance;
  const verb = meter.kind === "gauge" ? "held at most" : "used";
  if (allowance === undefined || allowance === null)
    return `${usage.name} ${verb} ${showAmount(meter, sum)} ${period.when}`;
  return `${usage.name} ${verb} ${showNumber(meter, sum)} of ${showAmount(meter, allowance)} ${period.when}`;
}

function factsOf({ configuration }: CommandContext, { meter }: Asked, usage: MeterUsage): Fact[] {
  const { days, limit, jobs, jobsSince } = usage;
  const cost = days.reduce((sum, day) => sum + day.cost, 0n);
  const money = configuration.meters.find(({ name }) => name === COST);
  return present([
    ...limitFacts(meter, limit),
    money && meter.name !== COST && cost > 0n && fact("Cost", showAmount(money, cost)),
    jobs.length > 0 &&
      fact("Mostly", `${jobs.map((job) => jobWords(meter, job)).join(", ")}${jobsSince ? ", in the last 7 days" : ""}`),
  ]);
}

function limitFacts(meter: Meter, limit: LimitState | undefined) {
  if (!limit) return [];
  const left = leftOf(limit);
  return [
    limit.reserved > 0n && fact("Reserved", showAmount(meter, limit.reserved)),
    left !== null && fact("Left", showAmount(meter, left)),
    limit.resetsAt && fact("Resets", [{ time: limit.resetsAt }]),
  ];
}

/** "train-llava (Chen Li, 28)" */
function jobWords(meter: Meter, { job, personName, amount }: UsedByJob): string {
  return `${job} (${personName}, ${showNumber(meter, amount)})`;
}

/** `quota` calls whose it is otherwise. */
function limitsAgain({ whose, ...rest }: Asked["again"]): Asked["again"] {
  return { ...rest, ...(whose && { subject: whose }) };
}

function dayTable(meter: Meter, days: readonly UsedOnDay[], timeZone: string): Table {
  const names = new Intl.DateTimeFormat("en-GB", { ...DAY_NAME, timeZone });
  let sum = 0n;
  const rows = days.map(({ startsAt, amount }): readonly Text[] => {
    sum += amount;
    const day = names.format(startsAt).replace(",", "");
    return meter.kind === "gauge"
      ? [day, showNumber(meter, amount)]
      : [day, showNumber(meter, amount), showNumber(meter, sum)];
  });
  const columns = meter.kind === "gauge" ? ["Day", `Most held, ${meter.unit}`] : ["Day", meter.unit, "So far"];
  return { columns, rows: rows.slice(-MOST_DAYS).map((cells) => ({ cells })) };
}
