import { Counter, Histogram } from "prom-client";
import type { Registry } from "prom-client";

/** One request of the API that was answered. */
export interface RequestObserved {
  /** As it was declared: "/v1/quota/reserve". */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

export interface UsageObserved {
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
}

export interface DecisionsObserved {
  readonly operation: "check" | "reserve" | "commit" | "release" | "extend";
  /** How many of them ended so. */
  readonly allowed: number;
  readonly refused: number;
  /** From the request's arrival to the answers, for all together. */
  readonly seconds: number;
}

/** What /metrics tells of the API. */
export interface ApiMetrics {
  observeRequest(observed: RequestObserved): void;
  observeUsage(observed: UsageObserved): void;
  observeDecisions(observed: DecisionsObserved): void;
}

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const DECISION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts into this registry. */
export function createApiMetrics(registry: Registry): ApiMetrics {
  return { ...requestMetrics([registry]), ...usageMetrics([registry]), ...decisionMetrics([registry]) };
}

function requestMetrics(registers: Registry[]): Pick<ApiMetrics, "observeRequest"> {
  const requests = new Counter({
    name: "quartermaster_http_requests_total",
    help: "Requests of the API answered",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "quartermaster_http_request_duration_seconds",
    help: "Time from a request's arrival to its answer",
    labelNames: ["route"],
    buckets: REQUEST_SECONDS,
    registers,
  });
  return {
    observeRequest({ route, method, status, seconds }) {
      requests.inc({ route, method, status });
      duration.observe({ route }, seconds);
    },
  };
}

function usageMetrics(registers: Registry[]): Pick<ApiMetrics, "observeUsage"> {
  const events = new Counter({
    name: "quartermaster_usage_events_total",
    help: "Usage events received, by verdict",
    labelNames: ["verdict"],
    registers,
  });
  return {
    observeUsage({ accepted, duplicate, refused }) {
      events.inc({ verdict: "accepted" }, accepted);
      events.inc({ verdict: "duplicate" }, duplicate);
      events.inc({ verdict: "refused" }, refused);
    },
  };
}

function decisionMetrics(registers: Registry[]): Pick<ApiMetrics, "observeDecisions"> {
  const decisions = new Counter({
    name: "quartermaster_decisions_total",
    help: "Checks, reservations and what became of them",
    labelNames: ["operation", "outcome"],
    registers,
  });
  const latency = new Histogram({
    name: "quartermaster_decision_duration_seconds",
    help: "Time that the decisions of one request took",
    labelNames: ["operation"],
    buckets: DECISION_SECONDS,
    registers,
  });
  return {
    observeDecisions({ operation, allowed, refused, seconds }) {
      decisions.inc({ operation, outcome: "allowed" }, allowed);
      decisions.inc({ operation, outcome: "refused" }, refused);
      latency.observe({ operation }, seconds);
    },
  };
}
