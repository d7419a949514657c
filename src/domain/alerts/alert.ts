import type { Meter, Units } from "../meters/meter.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { FactsRead } from "./facts.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import type { Cause } from "./step.ts";

/** A level as the alert kept it when it last fired; values as in observation.ts. */
export interface LevelKept {
  readonly name: string;
  readonly severity: Severity;
  readonly at: Units;
  readonly clearAt: Units | undefined;
  /** Of the limit, where it is one. */
  readonly percent?: number | undefined;
}

/** An alert as cards and lists tell of it. */
export interface AlertView {
  readonly id: string;
  readonly tenantId: string;
  readonly rule: {
    readonly id: string;
    readonly name: string;
    readonly builtIn: string | null;
    readonly isDeleted: boolean;
  };
  readonly kind: AlertKind;
  readonly subject: CountedSubject;
  readonly subjectKey: string;
  readonly subjectName: string;
  /** undefined: the kind has none, or it is no longer configured. */
  readonly meter: Meter | undefined;
  readonly window: string;
  readonly windowStart: Date;
  readonly windowEnd: Date | null;
  readonly phase: "pending" | "firing" | "recovering" | "resolved";
  /** Index into levels; -1 while pending. */
  readonly level: number;
  readonly levels: readonly LevelKept[];
  readonly severity: Severity;
  readonly value: Units;
  readonly peak: Units;
  readonly limit: Units | null;
  readonly facts: FactsRead;
  readonly cause: Cause;
  readonly firedAt: Date | null;
  readonly evaluatedAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolution: string | null;
  readonly resolvedBy: string | null;
  readonly acknowledged: { readonly by: string; readonly at: Date } | null;
  /** Who looks into it, the first who said so. */
  readonly investigated: { readonly by: string; readonly at: Date } | null;
  readonly snoozed: { readonly by: string; readonly until: Date } | null;
  /** A marked sample that nothing has happened for. */
  readonly isSample: boolean;
}

/** Whole percents of the limit, rounded down; undefined where there is no limit or it is 0. */
export function percentOfLimit({ value, limit }: Pick<AlertView, "value" | "limit">): number | undefined {
  return limit === null || limit <= 0n ? undefined : Number((value * 100n) / limit);
}

/** The level that was reached and told. */
export function levelReached({ level, levels }: Pick<AlertView, "level" | "levels">): LevelKept | undefined {
  return level < 0 ? undefined : levels[level];
}

/** Whether there is still something to do about it. */
export function isOpen({ phase }: Pick<AlertView, "phase">): boolean {
  return phase === "firing" || phase === "recovering";
}

/** Snoozed at this instant. */
export function isSnoozed({ snoozed }: Pick<AlertView, "snoozed">, now: Date): boolean {
  return snoozed !== null && snoozed.until > now;
}
