import type { Severity } from "../kinds.ts";

/** An alert as another system tells of it. */
export interface ExternalAlert {
  /** By which the other system knows it again. */
  readonly fingerprint: string;
  readonly isFiring: boolean;
  readonly startsAt: Date;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where it can be looked at; http or https. */
  readonly link: string | undefined;
}

/** What became of one. */
export type ExternalVerdict =
  /** Told, or ended. */
  | "fired"
  | "resolved"
  /** It stood so before. */
  | "unchanged"
  /** It was ours in the first place. */
  | "own"
  /** Nobody wants to hear of other systems' alerts: the rule is switched off. */
  | "off";

const severities: Readonly<Record<string, Severity>> = {
  ...Object.fromEntries(
    ["critical", "page", "emergency", "alert", "fatal", "disaster", "error", "high"].map((word) => [word, "critical"]),
  ),
  ...Object.fromEntries(
    ["info", "information", "informational", "none", "notice", "low", "debug", "ok"].map((word) => [word, "info"]),
  ),
};

/** Ours for the word that others have; what is not known is a warning. */
export function severityOf({ labels }: Pick<ExternalAlert, "labels">): Severity {
  const word = (labels["severity"] ?? labels["priority"] ?? "").toLowerCase();
  return Object.hasOwn(severities, word) ? (severities[word] ?? "warning") : "warning";
}

const LONGEST_LINE = 300;
const LONGEST_TEXT = 1_000;
const MOST_LABELS = 30;
/** Said by the card itself. */
const elsewhere: ReadonlySet<string> = new Set(["alertname", "severity", "organization", "person"]);

interface Telling {
  /** Who says so: "alertmanager.example.com". */
  readonly source: string;
  /** Alerts that it left out of the same message. */
  readonly leftOut: number;
}

/** What its card says of it. */
export function factsOf(alert: ExternalAlert, { source, leftOut }: Telling) {
  const { annotations, labels, startsAt, link } = alert;
  const said = annotations["description"] ?? annotations["message"];
  const more =
    leftOut > 0 ? `${source} left out ${leftOut.toLocaleString("en-US")} more alerts of the same group.` : "";
  const description = [said?.slice(0, LONGEST_TEXT), labelWords(labels), more].filter(Boolean).join("\n");
  return {
    summary: (annotations["summary"] ?? labels["alertname"] ?? "An alert without a name").slice(0, LONGEST_LINE),
    ...(description !== "" && { description }),
    source,
    since: startsAt.toISOString(),
    ...(link !== undefined && { link }),
    labels: bounded(labels),
  };
}

/** "instance node-7, job node". */
function labelWords(labels: ExternalAlert["labels"]): string {
  const shown = Object.entries(bounded(labels)).filter(([name]) => !elsewhere.has(name));
  return shown
    .map(([name, value]) => `${name} ${value}`)
    .join(", ")
    .slice(0, LONGEST_LINE);
}

function bounded(labels: ExternalAlert["labels"]): Readonly<Record<string, string>> {
  const kept = Object.entries(labels).slice(0, MOST_LABELS);
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, LONGEST_LINE)]));
}
