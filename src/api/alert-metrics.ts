import { Counter, Histogram } from "prom-client";
import type { Registry } from "prom-client";

/** What /metrics tells of how alerts follow usage. */
export interface AlertMetrics {
  /** A look that found something: from its begin until what follows was written. */
  observeEvaluation(observed: { readonly notes: number; readonly seconds: number }): void;
  evaluationFailed(): void;
  /** Somebody's alerts of a kind failed by themselves. */
  evaluationSkipped(kind: string): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Counts into this registry. */
export function createAlertMetrics(registry: Registry): AlertMetrics {
  const registers = [registry];
  const notes = new Counter({
    name: "quartermaster_alert_notes_total",
    help: "Changes of usage and limits that alerts were evaluated for",
    registers,
  });
  const duration = new Histogram({
    name: "quartermaster_alert_evaluation_duration_seconds",
    help: "Time that one evaluation of alerts took",
    buckets: SECONDS,
    registers,
  });
  const failed = new Counter({
    name: "quartermaster_alert_evaluations_failed_total",
    help: "Evaluations of alerts that failed and are tried again",
    registers,
  });
  const skipped = new Counter({
    name: "quartermaster_alerts_set_aside_total",
    help: "Evaluations of somebody's alerts of one kind that failed by themselves and are left out for a while",
    labelNames: ["kind"],
    registers,
  });
  return {
    observeEvaluation(observed) {
      notes.inc(observed.notes);
      duration.observe(observed.seconds);
    },
    evaluationFailed() {
      failed.inc();
    },
    evaluationSkipped(kind) {
      skipped.inc({ kind });
    },
  };
}
