import { isOpen } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { DigestView } from "../../domain/alerts/read-digest.ts";
import type { Button, Message, TableRow, Text } from "../message.ts";
import { howMuch, stateOf } from "./alert-amount.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { capitalized } from "./alert-news.ts";
import { count, listed } from "./words.ts";

const MOST_ROWS = 10;
const MOST_NAMED = 3;

/** Why several alerts come as one message. */
const because: Readonly<Record<string, string>> = {
  daily: "What is not urgent comes once a day.",
  late: "They could not be posted before.",
  budget: "There were more than this channel takes within an hour; urgent ones came at once.",
  group: "They were told together, since they came together.",
  quiet: "They came in your quiet hours.",
  muted: "They came while this channel was muted.",
  window: "A new window has begun, and they are over with the old one.",
};

/** Several alerts as one message: a table of at most ten, the most urgent first. */
export function digestCard({ kind, alerts }: DigestView, { isMasked }: { readonly isMasked: boolean }): Message {
  const open = alerts.filter(isOpen).length;
  const more = alerts.length - MOST_ROWS;
  const reason = because[kind];
  return {
    tone: open > 0 ? "warning" : "neutral",
    title: titleOf(alerts.length, open),
    ...(reason !== undefined && { lines: [reason] }),
    table: {
      columns: ["Whose", "What", "How much", "State"],
      rows: alerts.slice(0, MOST_ROWS).map((alert) => rowOf(alert, isMasked)),
    },
    actions: [{ label: more > 0 ? `And ${count(more, "other", "others")}` : "All open alerts", call: openList }],
    ...(more > 0 && { footer: `${MOST_ROWS} of ${alerts.length} are listed.` }),
  };
}

const openList = { command: "alert open", input: {} };

function titleOf(all: number, open: number): string {
  if (open === all) return count(all, "alert", "alerts");
  return `${count(all, "alert", "alerts")}, ${open === 0 ? "none of them open any more" : `${open} still open`}`;
}

function rowOf(alert: AlertView, isMasked: boolean): TableRow {
  const isPersonal = "personId" in alert.subject;
  return {
    cells: [
      isMasked && isPersonal ? "A member" : capitalized(alert.subjectName),
      whatOf(alert),
      isMasked ? howMuch(alert) : howMuchNamed(alert),
      stateOf(alert),
    ],
    actions: rowActions(alert),
  };
}

/** Of what ends soon what it is, too: there is no other message that would say it. */
function howMuchNamed(alert: AlertView): Text {
  const { items: [first, ...others] = [], total = 0 } = alert.facts;
  if (alert.kind !== "expiring" || !first) return howMuch(alert);
  const named = [first, ...others].slice(0, MOST_NAMED).map(({ name }) => name);
  const more = total > named.length ? [count(total - named.length, "other", "others")] : [];
  return [`${howMuch(alert)}: ${listed([...named, ...more])}`, ...(first.at ? [", from ", { time: first.at }] : [])];
}

/** "GPU hours: limit coming near", "Jobs failing". */
export function whatOf({ kind, meter }: AlertView): string {
  return meter ? `${meter.label}: ${kindNames[kind].toLowerCase()}` : kindNames[kind];
}

/** What can be done with one alert of a list. */
export function rowActions(alert: AlertView): readonly Button[] {
  const input = { alert: alert.id };
  const explain = { label: "Explain", call: { command: "alert explain", input } };
  if (!isOpen(alert)) return [explain];
  return [
    ...(alert.acknowledged ? [] : [{ label: "Acknowledge", call: { command: "alert ack", input } }]),
    { label: "Snooze for 4 hours", call: { command: "alert snooze", input: { ...input, until: "4h" } } },
    explain,
  ];
}
