import type { Alert, AlertStep } from "../../storage/generated/client.ts";
import type { AlertKind } from "../alerts/kinds.ts";
import { levelTold } from "../alerts/level-told.ts";
import { readFacts } from "../alerts/facts.ts";
import { showAmount, writeAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";

/** Kinds whose values are amounts of a meter. */
const ofAmounts: ReadonlySet<string> = new Set<AlertKind>(["quota", "overage", "usage", "forecast"]);
const LONGEST_SUMMARY = 500;

/** What machines hear of besides the alert itself. */
export interface AboutAlert {
  readonly rule: { readonly id: string; readonly name: string };
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly person: { readonly id: string; readonly username: string; readonly name: string } | null;
  /** undefined: it has none, or it is no longer configured. */
  readonly meter: Meter | undefined;
}

type StepSaid = Pick<AlertStep, "id" | "kind" | "level" | "actorName" | "note">;

/** "alert.fired", "alert.snooze_ended". */
export function eventType(step: string): string {
  return `alert.${step.replaceAll("-", "_")}`;
}

/** The body of an event, in the shape that Standard Webhooks recommends; src/api/v1/webhooks.ts describes it. */
export function alertEvent(alert: Alert, step: StepSaid, { at, ...about }: AboutAlert & { readonly at: Date }) {
  const { kind, level, actorName, note } = step;
  return {
    type: eventType(kind),
    timestamp: at.toISOString(),
    data: {
      alert: alertFacts(alert, about),
      step: { id: step.id, kind, level: level === null ? null : nameOfLevel(alert, level), by: actorName, note },
    },
  };
}

function alertFacts(alert: Alert, { rule, organization, person, meter }: AboutAlert) {
  const { id, kind, severity, phase, value, limit, firedAt, resolvedAt, resolution, resolvedBy } = alert;
  const facts = readFacts(alert.facts);
  const shown = ofAmounts.has(kind) ? meter : undefined;
  return {
    id,
    kind,
    rule,
    summary: summaryOf(alert, meter),
    severity,
    state: phase,
    subject: { name: alert.subjectName, organization, person },
    meter: alert.meter || null,
    unit: shown?.unit ?? null,
    value: written(shown, value),
    limit: limit === null ? null : written(shown, limit),
    level: alert.level < 0 ? null : nameOfLevel(alert, alert.level),
    window: alert.window || null,
    window_start: alert.windowStart.toISOString(),
    window_end: writtenTime(alert.windowEnd),
    fired_at: writtenTime(firedAt),
    resolved_at: writtenTime(resolvedAt),
    resolution,
    resolved_by: resolvedBy,
    acknowledged_by: alert.acknowledgedByName,
    snoozed_until: writtenTime(alert.snoozedUntil),
    link: facts.link ?? null,
    sample: facts.sample === true,
  };
}

function writtenTime(at: Date | null): string | null {
  return at && at.toISOString();
}

function written(meter: Meter | undefined, units: Units): string {
  return meter ? writeAmount(meter, units) : String(units);
}

/** A level's name as the alert kept it: "95 %". */
export function nameOfLevel({ levels }: Pick<Alert, "levels">, index: number): string {
  const level: unknown = Array.isArray(levels) ? levels[index] : undefined;
  return typeof level === "object" && level !== null && "name" in level ? String(level.name) : String(index);
}

export function severityOfLevel(alert: Pick<Alert, "levels" | "severity">, index: number): string {
  return levelTold(alert, index).severity;
}

const kindWords = {
  quota: "comes near its limit",
  overage: "has reached its limit",
  usage: "uses much",
  failures: "has failing jobs",
  unusual: "is used unusually",
  forecast: "will reach its limit",
  idle: "holds what it does not use",
  approvals: "waits for approval",
  expiring: "ends soon",
  stale: "is not used",
  deliveries: "does not get messages",
  external: "has an alert of another system",
} as const satisfies Record<AlertKind, string>;

/** One line that can be read by itself: "Vision Lab comes near its limit: 380 GPU hours of 400 GPU hours (95 %)". */
export function summaryOf(alert: Alert, meter: Meter | undefined): string {
  const said = readFacts(alert.facts).summary;
  if (said) return said.slice(0, LONGEST_SUMMARY);
  const { kind, subjectName, value, limit, level } = alert;
  // Safe: kinds are written by the engine; of a kind that is unknown nothing is said.
  const words = kindWords[kind as AlertKind] ?? "has an alert";
  const amount = meter && ofAmounts.has(kind) ? amountWords(meter, value, limit) : "";
  const at = level < 0 ? "" : ` (${nameOfLevel(alert, level)})`;
  return `${subjectName} ${words}${amount && `: ${amount}`}${at}`.slice(0, LONGEST_SUMMARY);
}

function amountWords(meter: Meter, value: Units, limit: Units | null): string {
  return limit === null ? showAmount(meter, value) : `${showAmount(meter, value)} of ${showAmount(meter, limit)}`;
}
