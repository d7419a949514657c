import { afterAll, describe, expect, it } from "vitest";
import { createMetrics } from "../../src/api/metrics.ts";
import { connect } from "../../src/storage/database.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const away = connect({ host: "127.0.0.1", port: 1 }, 1);
afterAll(() => away.close());

describe("metrics", () => {
  it("counts commands by outcome and times them", async () => {
    const { registry, observeCommand } = createMetrics(database.db);

    observeCommand({ command: "whoami", platform: "slack", outcome: "ok", seconds: 0.02 });

    const told = await registry.metrics();
    expect(told).toContain('quartermaster_commands_total{command="whoami",platform="slack",outcome="ok"} 1');
    expect(told).toContain('quartermaster_command_duration_seconds_bucket{le="0.025",platform="slack"} 1');
  });

  it("counts requests, usage and decisions of the API", async () => {
    const { registry, ...metrics } = createMetrics(database.db);

    metrics.observeRequest({ route: "/v1/usage", method: "POST", status: 429, seconds: 0.002 });
    metrics.observeUsage({ accepted: 998, duplicate: 1, refused: 1 });
    metrics.observeDecisions({ operation: "reserve", allowed: 2, refused: 1, seconds: 0.004 });

    const told = await registry.metrics();
    expect(told).toContain('quartermaster_http_requests_total{route="/v1/usage",method="POST",status="429"} 1');
    expect(told).toContain('quartermaster_usage_events_total{verdict="accepted"} 998');
    expect(told).toContain('quartermaster_decisions_total{operation="reserve",outcome="refused"} 1');
    expect(told).toContain('quartermaster_decision_duration_seconds_bucket{le="0.005",operation="reserve"} 1');
  });

  it("counts deliveries by state", async () => {
    const tenantId = "00000000-0000-7000-8000-000000000001";
    await database.db.tenant.create({ data: { id: tenantId, name: "Lab", foundedAt: new Date() } });
    await database.db.delivery.create({
      data: {
        id: tenantId,
        tenantId,
        subject: "notice",
        subjectId: tenantId,
        recipient: "email:a@x.io",
        createdAt: new Date(),
      },
    });

    expect(await createMetrics(database.db).registry.metrics()).toContain(
      'quartermaster_deliveries{state="pending"} 1',
    );
  });

  it("says whether the configuration's file can be used", async () => {
    let valid = true;
    const { registry } = createMetrics(database.db, () => ({ valid }));
    expect(await registry.metrics()).toContain("quartermaster_configuration_valid 1");
    valid = false;
    expect(await registry.metrics()).toContain("quartermaster_configuration_valid 0");
  });

  it("tells about the process even while the database is away", async () => {
    expect(await createMetrics(away.db).registry.metrics()).toContain("process_cpu_seconds_total");
  });
});
