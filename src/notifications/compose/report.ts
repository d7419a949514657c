import type { Configuration } from "../../domain/configuration/configuration.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { COST } from "../../domain/meters/meter.ts";
import type { ReportContent } from "../../domain/scheduled-reports/report-content.ts";
import type { ReportView } from "../../domain/scheduled-reports/report-view.ts";
import type { Action, Fact, Message, Text } from "../message.ts";
import { alertTable, alertTitle, alertWords } from "./report-alerts.ts";
import { installationFacts, installationLines } from "./report-installation.ts";
import { changeWords, limitLines, reportChart, spanWords, usageTable } from "./report-usage.ts";
import { whenWords } from "./notice-report.ts";
import { listed } from "./words.ts";

export interface ReportReading {
  readonly configuration: Pick<Configuration, "meters" | "timeZone">;
  /** undefined: it has been forgotten. */
  readonly schedule: ReportView | undefined;
  /** Whoever reads may not see what single members use. */
  readonly isMasked: boolean;
}

/** A report as everybody reads it who may. */
export function reportCard(content: ReportContent, reading: ReportReading): Message {
  return content.what === "alerts" ? ofAlerts(content, reading) : ofUsage(content, reading);
}

function ofAlerts(content: ReportContent, reading: ReportReading): Message {
  const table = alertTable(content, reading);
  return {
    tone: content.alerts.open > 0 ? "warning" : "neutral",
    title: alertTitle(content),
    lines: [["Since ", { time: content.since }, "."]],
    ...(table && { table }),
    actions: actionsOf(content),
    footer: footerOf(content, reading),
  };
}

function ofUsage(content: ReportContent, reading: ReportReading): Message {
  const { configuration } = reading;
  const table = usageTable(content, configuration);
  const chart = reportChart(content, configuration);
  const lines: readonly Text[] = [...installationLines(content), ...limitLines(content, configuration)];
  return {
    tone: isPressing(content) ? "warning" : "neutral",
    title: titleOf(content, reading),
    ...(lines.length > 0 && { lines }),
    facts: [...usageFacts(content, reading), ...installationFacts(content, reading)],
    ...(table && { table }),
    ...(chart && { chart }),
    actions: actionsOf(content),
    footer: footerOf(content, reading),
  };
}

function isPressing({ usage, installation }: ReportContent): boolean {
  const isReached = usage.limits.some(({ used, allowance }) => allowance !== null && used > 0n && used >= allowance);
  return isReached || (installation !== null && installation.degraded.length > 0);
}

/** "Vision Lab, Mon 16 to Sun 22 Nov: 318 GPU hours, 12 % more than in the 7 days before". */
function titleOf(content: ReportContent, { configuration }: ReportReading): string {
  const { name, usage } = content;
  const head = `${name === "the installation" ? "The installation" : name}, ${spanWords(content, configuration)}`;
  const meter = configuration.meters.find((one) => one.name === usage.lead?.meter);
  const used = usage.meters.find((one) => one.meter === meter?.name);
  return meter && used
    ? `${head}: ${showAmount(meter, used.amount)}, ${changeWords(used, content)}`
    : `${head}: nothing was used`;
}

function usageFacts(content: ReportContent, reading: ReportReading): readonly Fact[] {
  return [...costFacts(content, reading), ...rankingFacts(content, reading), ...weekFacts(content, reading)];
}

function costFacts({ usage }: ReportContent, { configuration }: ReportReading): readonly Fact[] {
  const money = configuration.meters.find(({ name }) => name === COST);
  const { amount, before } = usage.cost;
  if (!money || (amount === 0n && before === 0n)) return [];
  return [{ label: "Cost", value: `${showAmount(money, amount)} (${showNumber(money, before)} before)` }];
}

function rankingFacts({ usage, name }: ReportContent, { configuration, isMasked }: ReportReading): readonly Fact[] {
  const { lead } = usage;
  const meter = configuration.meters.find((one) => one.name === lead?.meter);
  if (!lead || !meter) return [];
  const shown = (holders: typeof lead.people) =>
    holders.map((one) => `${one.name} ${showNumber(meter, one.amount)}`).join(", ");
  const places = lead.organizations.filter((one) => one.name !== name);
  return [
    ...(lead.people.length > 0 && !isMasked ? [{ label: `Most ${meter.label}`, value: shown(lead.people) }] : []),
    ...(places.length > 0 ? [{ label: "By organization", value: shown(lead.organizations) }] : []),
  ];
}

function weekFacts(content: ReportContent, reading: ReportReading): readonly Fact[] {
  const { ending, usage } = content;
  const given = (usage.reclaimed ?? []).flatMap(({ meter: name, amount }) => {
    const meter = reading.configuration.meters.find((one) => one.name === name);
    return meter && amount > 0n ? [showAmount(meter, amount)] : [];
  });
  const ends = ending.flatMap(({ name, isPersonal, what, at }, index): readonly Text[] => {
    const whose = reading.isMasked && isPersonal ? "a member" : name;
    return [[index === 0 ? "" : "; ", `${what} of ${whose}, `, { time: at }]];
  });
  return [
    ...(given.length > 0 ? [{ label: "Idle, given back", value: listed(given) }] : []),
    { label: "Alerts", value: alertWords(content) },
    ...(ends.length > 0 ? [{ label: "Ends soon", value: ends.flat() }] : []),
  ];
}

function actionsOf({ organizationId, what }: ReportContent): readonly Action[] {
  const whose = organizationId ?? "installation";
  const open = { label: "Open alerts", call: { command: "alert open", input: {} } };
  if (what === "alerts") return [open];
  return [
    { label: "Usage", call: { command: "usage show", input: { whose, period: "7d" } } },
    { label: "Limits", call: { command: "quota show", input: { subject: whose } } },
    open,
  ];
}

function footerOf(content: ReportContent, { schedule, configuration }: ReportReading): Text {
  const asked = content.askedBy === null ? [] : [`Asked for by ${content.askedBy}. `];
  const set = schedule ? [`Comes ${whenWords(schedule)}; set up by ${schedule.by.name}. `] : [];
  const days = content.what === "alerts" ? "" : `Days are cut in ${configuration.timeZone}. `;
  return [...asked, ...set, `${days}As of `, { time: content.dueAt }];
}
