/**
 * What alerts are about. Of what the installation counts: `quota` (a limit is coming near), `overage` (reached or passed),
 * `usage` (much within a time), `failures` (of jobs), `unusual` (not as before), `forecast` (will run out), `idle` (held
 * and unused). Of accounts: `approvals` (wait for an answer), `expiring` (invitations, grants, loans that end),
 * `stale` (accounts that nobody uses), `deliveries` (messages and webhooks that do not arrive). `external`: of another system.
 */
export const alertKinds = [
  "quota",
  "overage",
  "usage",
  "failures",
  "unusual",
  "forecast",
  "idle",
  "approvals",
  "expiring",
  "stale",
  "deliveries",
  "external",
] as const;

export type AlertKind = (typeof alertKinds)[number];

/** Kinds of alerts by the names that people see. */
export const kindNames = {
  quota: "Limit coming near",
  overage: "Limit passed",
  usage: "High usage",
  failures: "Jobs failing",
  unusual: "Unusual activity",
  forecast: "Will run out",
  idle: "Held and idle",
  approvals: "Approvals waiting",
  expiring: "About to expire",
  stale: "Unused accounts",
  deliveries: "Messages not arriving",
  external: "From another system",
} as const satisfies Record<AlertKind, string>;

/** Least urgent first. */
export const severities = ["info", "warning", "critical"] as const;

export type Severity = (typeof severities)[number];

/** Whether one is as urgent as another, or more. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}
