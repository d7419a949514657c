import type { Meter } from "../meters/meter.ts";
import { COST, COST_DECIMALS } from "../meters/meter.ts";
import { builtInAlerts } from "./alert-settings.ts";
import type { Configuration, Plan } from "./configuration.ts";

/** What the manuals of the field count, there from the start. A file may change or add to them. */
export const builtInMeters: readonly Meter[] = [
  { name: "jobs", label: "Jobs submitted", unit: "jobs", kind: "counter", decimals: 0 },
  { name: "cpu_hours", label: "CPU hours", unit: "CPU hours", kind: "counter", decimals: 6 },
  { name: "gpu_hours", label: "GPU hours", unit: "GPU hours", kind: "counter", decimals: 6 },
  { name: "memory_hours", label: "Memory hours", unit: "GB hours", kind: "counter", decimals: 6 },
  { name: "storage", label: "Storage", unit: "GB", kind: "gauge", decimals: 3 },
  { name: "sessions", label: "Notebook sessions", unit: "sessions", kind: "counter", decimals: 0 },
  { name: "predictions", label: "Model predictions", unit: "predictions", kind: "counter", decimals: 0 },
  { name: "transfer", label: "Data transferred", unit: "GB", kind: "counter", decimals: 6 },
  { name: "running_jobs", label: "Running jobs", unit: "jobs", kind: "gauge", decimals: 0 },
  { name: "clusters", label: "Clusters", unit: "clusters", kind: "gauge", decimals: 0 },
  { name: "seats", label: "Seats", unit: "seats", kind: "gauge", decimals: 0 },
  { name: COST, label: "Cost", unit: "EUR", kind: "counter", decimals: COST_DECIMALS },
];

const unlimited: Plan = {
  name: "default",
  label: "Default",
  description: "No limits. Plans are defined in quartermaster.yml.",
  limits: [],
};

/** What holds where there is no quartermaster.yml. */
export function builtInConfiguration(loadedAt: Date): Configuration {
  return {
    timeZone: "UTC",
    weekStartsOn: "monday",
    currency: "EUR",
    reload: "on_change",
    meters: builtInMeters,
    accelerators: [],
    usageFactors: [],
    plans: [unlimited],
    defaultPlan: unlimited.name,
    keepEventsDays: 400,
    fairShare: { meter: "gpu_hours", halfLifeDays: 7, entryPenalty: true },
    requests: { longestGrantDays: 365, answerWithinHours: 72, escalateAfterHours: 24, approvals: 1, denials: 1 },
    alerts: builtInAlerts,
    webhooks: { allow: [] },
    source: { loadedAt, hash: "" },
  };
}
