import { describe, expect, it } from "vitest";
import { testWebhook } from "../../../src/domain/webhooks/test-webhook.ts";
import { refreshAlertmanagers } from "../../../src/notifications/webhooks/refresh-alertmanagers.ts";
import { anAlertmanager, lacksAlertmanager } from "../../support/alertmanager.ts";
import { useDatabase } from "../../support/database.ts";
import { aKey, serving } from "../../api/v1/support.ts";
import { anAlert, aRoutingSite, reach, resolve } from "../../domain/alerts/routing-site.ts";
import { aHook, aHookedSite, aReceiver, ritas, sendDue, worldAt } from "./receiver.ts";

const database = useDatabase();

interface Shown {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt: string;
}

async function shownBy(alertmanager: string): Promise<readonly Shown[]> {
  const answer = await fetch(`${alertmanager}/api/v2/alerts`);
  // Safe: Alertmanager's own description of what it answers.
  return (await answer.json()) as readonly Shown[];
}

const levelsOf = async (alertmanager: string) => (await shownBy(alertmanager)).map(({ labels }) => labels["level"]);

describe("what an Alertmanager is told", () => {
  it("is how things stand when it is sent, whatever it was that happened", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url, { format: "alertmanager" });
    const alert = await anAlert(site);
    await reach(site, alert, 1);
    await reach(site, alert, 2);
    await resolve(site, alert);
    await sendDue(database.db);

    expect(receiver.received.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => "/hook/api/v2/alerts"));
    for (const { body } of receiver.received) {
      expect(JSON.parse(body)).toMatchObject([
        { labels: { alertname: "QuartermasterQuota", level: "80 %", severity: "warning", meter: "gpu_hours" } },
        { labels: { level: "100 %", severity: "critical" } },
      ]);
      expect(body.match(/"endsAt":"2026-11-21T12:00:00.000Z"/gu)).toHaveLength(2);
    }
  });

  it("is never what came from another system, nor a test that looks like an alert", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url, { format: "alertmanager" });
    await reach(site, await anAlert(site, { kind: "external" }), 1);
    await testWebhook(ritas(site), { webhookId: hook.id });
    await sendDue(database.db);
    expect(receiver.received.map(({ body }) => body)).toEqual(["[]"]);
  });
});

describe.skipIf(lacksAlertmanager())("a real Alertmanager", () => {
  it("shows our alerts as its own, with their levels, until they end", async () => {
    const alertmanager = await anAlertmanager({ url: "http://127.0.0.1:9/", key: "unused" });
    const now = new Date();
    const site = await aRoutingSite(database.db);
    await aHook(site, alertmanager, { format: "alertmanager" });
    const { slug } = await database.db.organization.findUniqueOrThrow({ where: { id: site.lab.id } });
    const alert = await anAlert(site);
    await reach(site, alert, 1, { now });
    await sendDue(database.db, { now });
    expect(await shownBy(alertmanager)).toMatchObject([
      {
        labels: {
          alertname: "QuartermasterQuota",
          kind: "quota",
          organization: slug,
          meter: "gpu_hours",
          severity: "warning",
          level: "80 %",
          quartermaster_alert: alert.id,
        },
        annotations: { summary: expect.stringContaining("Vision Lab comes near its limit") },
        endsAt: new Date(now.getTime() + 300_000).toISOString(),
      },
    ]);

    await reach(site, alert, 2, { now });
    await sendDue(database.db, { now });
    await expect.poll(() => levelsOf(alertmanager)).toEqual(["100 %"]);

    const minuteLater = new Date(now.getTime() + 60_000);
    const world = () => worldAt(database.db, minuteLater);
    expect(await refreshAlertmanagers({ db: database.db, world })).toBe(1);
    expect((await shownBy(alertmanager))[0]?.endsAt).toBe(new Date(now.getTime() + 360_000).toISOString());

    await resolve(site, alert, { now: new Date() });
    await sendDue(database.db, { now: minuteLater });
    await expect.poll(() => levelsOf(alertmanager)).toEqual([]);
    const messages = await database.db.webhookMessage.findMany({ where: { tenantId: site.tenantId } });
    expect(messages.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
  });

  it("has its alerts become ours, and end", async () => {
    const site = await aRoutingSite(database.db);
    const url = await serving(site.tenant, { world: () => worldAt(database.db, new Date()) });
    const key = await aKey(site.tenant, "alerts:write");
    const alertmanager = await anAlertmanager({ url: `${url}/v1/alertmanager`, key });
    const say = (endsAt?: Date) =>
      fetch(`${alertmanager}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([
          {
            labels: { alertname: "NodeDown", severity: "critical", instance: "node-7" },
            annotations: { summary: "node-7 is down" },
            startsAt: began.toISOString(),
            ...(endsAt && { endsAt: endsAt.toISOString() }),
          },
        ]),
      });
    const began = new Date();
    const alerts = async () =>
      (await database.db.alert.findMany({ where: { tenantId: site.tenantId, kind: "external" } })).map(
        ({ phase, severity }) => `${phase} ${severity}`,
      );

    expect((await say()).status).toBe(200);
    await expect.poll(alerts, { timeout: 10_000 }).toEqual(["firing critical"]);
    await say(new Date());
    await expect.poll(alerts, { timeout: 10_000 }).toEqual(["resolved critical"]);
  });
});
