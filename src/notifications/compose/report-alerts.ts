import type { Meter } from "../../domain/meters/meter.ts";
import type { AlertReported, ReportContent } from "../../domain/scheduled-reports/report-content.ts";
import type { Table } from "../message.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { severityNames } from "./alert-kinds.ts";
import type { ReportReading } from "./report.ts";
import { count } from "./words.ts";

/** "Vision Lab had 6 alerts, 2 of them are still open". */
export function alertTitle(content: ReportContent): string {
  const { name, alerts } = content;
  const who = name === "the installation" ? "The installation" : name;
  if (alerts.total === 0) return `${who} had no alerts`;
  return `${who} had ${count(alerts.total, "alert", "alerts")}, ${openWords(alerts)}`;
}

/** "6: 2 still open, 3 acknowledged", "none". */
export function alertWords({ alerts }: ReportContent): string {
  const { total, acknowledged } = alerts;
  if (total === 0) return "none";
  const answered = acknowledged > 0 ? `, ${acknowledged.toLocaleString("en-US")} acknowledged` : "";
  return `${total.toLocaleString("en-US")}, ${openWords(alerts)}${answered}`;
}

function openWords({ total, open }: ReportContent["alerts"]): string {
  if (open === 0) return total === 1 ? "which is over" : "all of them over";
  if (open === total) return total === 1 ? "still open" : "all of them still open";
  return `${open.toLocaleString("en-US")} of them still open`;
}

/** Each with what became of it; at most as many as were kept. */
export function alertTable(
  { alerts }: ReportContent,
  { configuration, isMasked }: Pick<ReportReading, "configuration" | "isMasked">,
): Table | undefined {
  if (alerts.rows.length === 0) return undefined;
  const rows = alerts.rows.map((alert) => {
    const meter = configuration.meters.find(({ name }) => name === alert.meter);
    return {
      cells: [
        isMasked && alert.isPersonal ? "A member" : alert.subject,
        isMasked && alert.isPersonal ? whatOf(alert, meter) : (alert.summary ?? whatOf(alert, meter)),
        severityNames[alert.severity],
        outcomeOf(alert, isMasked),
      ],
    };
  });
  return { columns: ["Whose", "What", "Severity", "Outcome"], rows };
}

/** "GPU hours: limit coming near, from 95 % on". */
function whatOf({ kind, level }: AlertReported, meter: Pick<Meter, "label"> | undefined): string {
  const words = meter ? `${meter.label}: ${kindNames[kind].toLowerCase()}` : kindNames[kind];
  return level === null ? words : `${words}, from ${level} on`;
}

const resolutions: Readonly<Record<string, string>> = {
  fell: "fell below it",
  "limit-raised": "limit raised",
  "limit-removed": "limit removed",
  "window-ended": "a new period began",
  "rule-changed": "its rule was changed",
  expected: "it was expected",
  released: "given back",
  gone: "it is gone",
};

/** "open, acknowledged by Chen Li", "over: limit raised by Alice". */
function outcomeOf({ outcome, resolution, resolvedBy, acknowledgedBy, isPersonal }: AlertReported, isMasked: boolean) {
  const by = (name: string | null) => (name === null || (isMasked && isPersonal) ? "" : ` by ${name}`);
  if (outcome === "open") return acknowledgedBy === null ? "open" : `open, acknowledged${by(acknowledgedBy)}`;
  const how = resolution === null ? undefined : resolutions[resolution];
  return how === undefined ? "over" : `over: ${how}${by(resolvedBy)}`;
}
