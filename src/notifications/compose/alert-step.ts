import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertStep } from "../../storage/generated/client.ts";
import type { Message } from "../message.ts";
import { whatOf } from "./alert-digest.ts";
import { capitalized } from "./alert-news.ts";
import { endedThere } from "./alert-source.ts";
import { howMuchThen } from "./alert-amount.ts";
import { byName, sentence } from "./words.ts";

type Step = Pick<AlertStep, "kind" | "level" | "value" | "limit" | "actorName" | "note" | "at">;

/** What happened to an alert, as one line below its card. */
export function stepLine(alert: AlertView, step: Step): Message {
  const { note } = step;
  const until = note !== null && ISO.test(note) ? new Date(note) : undefined;
  const words = wordsOf(alert, until ? { ...step, note: null } : step);
  return {
    tone: toneOf(alert, step),
    title: sentence(words),
    topic: topicOf(alert),
    ...(until && { lines: [["Until ", { time: until }, "."]] }),
  };
}

/** "Vision Lab, GPU hours: limit coming near"; of one person's, no name. */
function topicOf(alert: AlertView): string {
  return "personId" in alert.subject
    ? whatOf(alert)
    : `${capitalized(alert.subjectName)}, ${alert.facts.summary ?? whatOf(alert)}`;
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u;
const bad: ReadonlySet<string> = new Set(["fired", "raised", "repeated", "snooze-ended", "silence-ended"]);

/** As grave as the level that it is about, like its card. */
function toneOf({ levels, severity }: AlertView, { kind, level }: Step): Message["tone"] {
  const grave = (level === null ? undefined : levels[level]?.severity) ?? severity;
  if (bad.has(kind)) return grave === "critical" ? "danger" : "warning";
  return kind === "resolved" ? "success" : "neutral";
}

type Say = (alert: AlertView, step: Step) => string;

const sayings: Readonly<Record<string, Say>> = {
  fired: (alert, step) => `${levelName(alert, step, "was")}: ${seenThen(alert, step)}`,
  raised: (alert, step) => `${levelName(alert, step, "is")} now: ${seenThen(alert, step)}`,
  repeated: (alert, step) => `It is still so: ${seenThen(alert, step)}`,
  resolved: (alert, step) =>
    endedThere(alert, step.note) ?? `${endings[step.note ?? ""] ?? "It is over"}${by(step)}: ${seenThen(alert, step)}`,
  acknowledged: (_alert, step) => `Acknowledged${by(step)}${noted(step)}`,
  snoozed: (_alert, step) => `Snoozed${by(step)}${noted(step)}`,
  woken: (_alert, step) => `No longer snoozed${by(step)}`,
  kept: (_alert, step) => `Kept${by(step)}${noted(step)}`,
  "snooze-ended": (alert, step) => `The snooze is over, and it is still so: ${seenThen(alert, step)}`,
  silenced: (_alert, step) => `Silenced${by(step)}${noted(step)}`,
  "silence-ended": (alert, step) => `The silence is over, and it is still so: ${seenThen(alert, step)}`,
  investigated: (_alert, step) => `Investigated${by(step)}`,
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
  unheard: "It was not heard of any more",
};

/** "95 % was reached"; of what has no level that is a figure, "It began". */
function levelName({ levels }: AlertView, { level }: Step, verb: "was" | "is"): string {
  const name = level === null ? undefined : levels[level]?.name;
  if (name !== undefined && /^\d/u.test(name)) return `${name} ${verb} reached`;
  return verb === "was" ? "It began" : `It is worse${name ? ` (${name})` : ""}`;
}

/** "400 of 400 GPU hours (100 %)", "4 jobs failed". */
function seenThen(alert: AlertView, step: Step): string {
  const limit = step.limit ?? (step.value === null ? alert.limit : null);
  return howMuchThen(alert, { value: step.value ?? alert.value, limit });
}
