import { percentOfLimit } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertStep } from "../../storage/generated/client.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Message } from "../message.ts";
import { usedOf } from "./limit-line.ts";
import { byName, sentence } from "./words.ts";

type Step = Pick<AlertStep, "kind" | "level" | "value" | "limit" | "actorName" | "note" | "at">;

/** What happened to an alert, as one line below its card. */
export function stepLine(alert: AlertView, step: Step): Message {
  const { note } = step;
  const until = note !== null && ISO.test(note) ? new Date(note) : undefined;
  const words = wordsOf(alert, until ? { ...step, note: null } : step);
  return { tone: toneOf(step), title: sentence(words), ...(until && { lines: [["Until ", { time: until }, "."]] }) };
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u;
const bad: ReadonlySet<string> = new Set(["fired", "raised", "repeated", "snooze-ended", "silence-ended"]);

function toneOf({ kind }: Step): Message["tone"] {
  if (bad.has(kind)) return "warning";
  return kind === "resolved" ? "success" : "neutral";
}

type Say = (alert: AlertView, step: Step) => string;

const sayings: Readonly<Record<string, Say>> = {
  fired: (alert, step) => `${levelName(alert, step)} was reached: ${stateOf(alert, step)}`,
  raised: (alert, step) => `${levelName(alert, step)} is reached now: ${stateOf(alert, step)}`,
  repeated: (alert, step) => `It is still so: ${stateOf(alert, step)}`,
  resolved: (alert, step) => `${endings[step.note ?? ""] ?? "It is over"}${by(step)}: ${stateOf(alert, step)}`,
  acknowledged: (_alert, step) => `Acknowledged${by(step)}${noted(step)}`,
  snoozed: (_alert, step) => `Snoozed${by(step)}${noted(step)}`,
  woken: (_alert, step) => `No longer snoozed${by(step)}`,
  kept: (_alert, step) => `Kept${by(step)}${noted(step)}`,
  "snooze-ended": (alert, step) => `The snooze is over, and it is still so: ${stateOf(alert, step)}`,
  silenced: (_alert, step) => `Silenced${by(step)}${noted(step)}`,
  "silence-ended": (alert, step) => `The silence is over, and it is still so: ${stateOf(alert, step)}`,
  expected: (_alert, step) => `Expected${by(step)}${noted(step)}`,
};

function wordsOf(alert: AlertView, step: Step): string {
  return sayings[step.kind]?.(alert, step) ?? step.note ?? step.kind;
}

function by({ actorName }: Step): string {
  return byName(actorName ?? undefined);
}

function noted({ note }: Step): string {
  return note ? `: ${note}` : "";
}

const endings: Readonly<Record<string, string>> = {
  fell: "It went back by itself",
  "limit-raised": "The limit was raised",
  "window-ended": "The window is over",
  "rule-changed": "The rule was changed",
  expected: "It was expected",
  released: "It was released",
  gone: "What it was about is gone",
};

function levelName({ levels }: AlertView, { level }: Step): string {
  return (level === null ? undefined : levels[level]?.name) ?? "A level";
}

/** "400 of 400 (100 %)", "120 GPU hours", "4". */
function stateOf(alert: AlertView, step: Step): string {
  const { meter } = alert;
  const value = step.value ?? alert.value;
  const limit = step.limit ?? (step.value === null ? alert.limit : null);
  if (!meter) return value.toLocaleString("en-US");
  if (limit === null) return showAmount(meter, value);
  const percent = percentOfLimit({ value, limit });
  return `${usedOf(meter, { used: value, allowance: limit })}${percent === undefined ? "" : ` (${percent} %)`}`;
}
