import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { createAlertMetrics } from "./alert-metrics.ts";
import type { AlertMetrics } from "./alert-metrics.ts";
import { createApiMetrics } from "./api-metrics.ts";
import type { ApiMetrics } from "./api-metrics.ts";
import type { ConfigurationHealth } from "./health.ts";
import type { Database } from "../storage/database.ts";

/** One command that was answered. */
export interface CommandObserved {
  readonly command: string;
  readonly platform: "slack" | "discord";
  /** How it ended, such as "ok", "refused", "failed". */
  readonly outcome: string;
  readonly seconds: number;
}

export interface Metrics extends ApiMetrics {
  readonly registry: Registry;
  observeCommand(observed: CommandObserved): void;
}

/** Up to the three seconds after which both platforms give up. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

/** What /metrics tells, in a registry of its own. The figures from the database are read when asked for. */
export function createMetrics(db: Database, configuration?: () => ConfigurationHealth): Metrics & AlertMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const commands = new Counter({
    name: "quartermaster_commands_total",
    help: "Commands answered",
    labelNames: ["command", "platform", "outcome"],
    registers,
  });
  const duration = new Histogram({
    name: "quartermaster_command_duration_seconds",
    help: "Time from receiving a command to its answer",
    labelNames: ["platform"],
    buckets: SECONDS,
    registers,
  });
  registry.registerMetric(gaugeDeliveries(db));
  registry.registerMetric(gaugeQueue(db));
  registry.registerMetric(gaugeNotes(db));
  if (configuration) registry.registerMetric(gaugeConfiguration(configuration));

  return {
    registry,
    ...createApiMetrics(registry),
    ...createAlertMetrics(registry),
    observeCommand({ command, platform, outcome, seconds }) {
      commands.inc({ command, platform, outcome });
      duration.observe({ platform }, seconds);
    },
  };
}

function gaugeDeliveries(db: Database): Gauge {
  return new Gauge({
    name: "quartermaster_deliveries",
    help: "Messages to people, by delivery state",
    labelNames: ["state"],
    registers: [],
    async collect() {
      this.reset();
      const rows = await unlessAway(db.delivery.groupBy({ by: ["state"], _count: true }));
      for (const { state, _count } of rows) this.set({ state }, _count);
    },
  });
}

function gaugeQueue(db: Database): Gauge {
  return new Gauge({
    name: "quartermaster_queue_jobs",
    help: "Jobs that are waiting or under way, by queue and state",
    labelNames: ["queue", "state"],
    registers: [],
    async collect() {
      this.reset();
      const rows = await unlessAway(db.$queryRaw<{ queue: string; state: string; count: number }[]>`
        SELECT name AS queue, state::text AS state, count(*)::int AS count FROM pgboss.job
        WHERE name = 'deliver' AND state < 'completed' GROUP BY name, state`);
      for (const { queue, state, count } of rows) this.set({ queue, state }, count);
    },
  });
}

function gaugeNotes(db: Database): Gauge {
  return new Gauge({
    name: "quartermaster_alert_notes_waiting",
    help: "Changes of usage and limits that alerts are still to be evaluated for",
    registers: [],
    async collect() {
      this.reset();
      const rows = await unlessAway(
        db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM usage_touched`,
      );
      for (const { count } of rows) this.set(count);
    },
  });
}

function gaugeConfiguration(configuration: () => ConfigurationHealth): Gauge {
  return new Gauge({
    name: "quartermaster_configuration_valid",
    help: "1 while the configuration's file can be used as it is, 0 while an earlier version of it is in use",
    registers: [],
    collect() {
      this.set(configuration().valid ? 1 : 0);
    },
  });
}

/** A database that is away leaves its own figures out, and the others in. */
async function unlessAway<Row>(rows: Promise<readonly Row[]>): Promise<readonly Row[]> {
  return rows.catch(() => []);
}
