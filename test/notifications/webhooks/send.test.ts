import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { acknowledgeAlert } from "../../../src/domain/alerts/acknowledge-alert.ts";
import { claimMessages } from "../../../src/domain/webhooks/claim-messages.ts";
import { alertEventSchema } from "../../../src/api/v1/webhooks.ts";
import { readWebhookLog } from "../../../src/domain/webhooks/read-webhook-log.ts";
import { retryWebhook } from "../../../src/domain/webhooks/retry-webhook.ts";
import { rotateWebhook } from "../../../src/domain/webhooks/rotate-webhook.ts";
import { testWebhook } from "../../../src/domain/webhooks/test-webhook.ts";
import { startWebhooks } from "../../../src/notifications/webhooks/sender.ts";
import { DAY, later, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anAlert, planned, reach, resolve } from "../../domain/alerts/routing-site.ts";
import { aHook, aHookedSite, aLog, aReceiver, ritas, sendDue, worldAt } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";

const database = useDatabase();

const typesAt = ({ received }: Receiver) =>
  received.map(({ body }): string => {
    const { type }: { type: string } = JSON.parse(body);
    return type;
  });

/** Verifies by the clock's present time, so only what was signed now. */
function verified(secret: string, { body, headers }: Receiver["received"][number]): unknown {
  const at = Number(headers["webhook-timestamp"]) * 1_000;
  const signature = new Webhook(secret).sign(String(headers["webhook-id"]), new Date(at), body);
  return String(headers["webhook-signature"]).split(" ").includes(signature);
}

describe("webhooks", () => {
  it("tell of all that happens to an alert, signed, each once", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    const alert = await anAlert(site);
    await reach(site, alert, 1);
    await reach(site, alert, 2);
    await acknowledgeAlert(ritas(site), { alertId: alert.id });
    await resolve(site, alert);
    await sendDue(database.db);
    expect(await sendDue(database.db)).toBe(0);

    expect(typesAt(receiver).toSorted()).toEqual([
      "alert.acknowledged",
      "alert.fired",
      "alert.raised",
      "alert.resolved",
    ]);
    expect(receiver.received.map((one) => verified(hook.secret, one))).toEqual([true, true, true, true]);
    const bodies = receiver.received.map(({ body }): unknown => JSON.parse(body));
    for (const body of bodies) expect(alertEventSchema.safeParse(body).error).toBeUndefined();
    expect(bodies.find((body) => JSON.stringify(body).includes('"alert.raised"'))).toMatchObject({
      timestamp: NOON.toISOString(),
      data: { alert: { kind: "quota", severity: "critical", meter: "gpu_hours", state: "firing", level: "100 %" } },
    });
  });

  it("hear only of the kinds and the organization that were named", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url, { kinds: ["overage"] });
    await aHook(site, `${receiver.url}/lab`, { name: "lab", organization: site.lab });
    await reach(site, await anAlert(site), 1);
    await reach(site, await anAlert(site, { organizationId: null, kind: "overage" }), 1);
    await sendDue(database.db);

    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/hook", "/hook/lab"]);
  });

  it("are sent again under the same id until they arrive, never sooner than asked", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url);
    receiver.answer = (response, nth) =>
      void (nth === 1
        ? response.writeHead(500).end("out of order")
        : nth === 2
          ? response.writeHead(429, { "retry-after": "3600" }).end()
          : response.writeHead(200).end());
    await reach(site, await anAlert(site), 1);

    expect(await sendDue(database.db)).toBe(1);
    expect(await sendDue(database.db, { now: later(4_000) })).toBe(0);
    expect(await sendDue(database.db, { now: later(6_000) })).toBe(1);
    expect(await sendDue(database.db, { now: later(30 * 60_000) })).toBe(0);
    expect(await sendDue(database.db, { now: later(2 * 60 * 60_000) })).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const [message] = await database.db.webhookMessage.findMany({ where: { tenantId: site.tenantId } });
    expect(message).toMatchObject({ state: "sent", attempts: 3 });
    expect(message?.log).toMatchObject([{ status: 500, answer: "out of order" }, { status: 429 }, { status: 200 }]);
  });

  it("are given up after two and a half days, with whoever made them told once, and sent again when asked", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    receiver.answer = (response) => void response.writeHead(503).end("x".repeat(5_000));
    await reach(site, await anAlert(site), 1);
    let now = NOON;
    for (let hour = 0; hour < 24 * 7; hour++) {
      await sendDue(database.db, { now });
      now = later(60 * 60_000, now);
    }

    const message = await database.db.webhookMessage.findFirstOrThrow({ where: { tenantId: site.tenantId } });
    expect(message).toMatchObject({ state: "failed", attempts: 10 });
    expect(JSON.stringify(message.log).length).toBeLessThan(4_000);
    const endpoint = await database.db.webhookEndpoint.findUniqueOrThrow({ where: { id: hook.id } });
    expect(endpoint).toMatchObject({ state: "degraded", degradedReason: "It answered 503." });
    expect(await planned(site, `person:${site.rita.id}`)).toEqual(["notice"]);

    receiver.answer = (response) => void response.writeHead(200).end();
    expect(await retryWebhook(ritas(site, now), { webhookId: hook.id })).toBe(1);
    await sendDue(database.db, { now });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await database.db.webhookEndpoint.findUniqueOrThrow({ where: { id: hook.id } })).toMatchObject({
      state: "ok",
      failingSince: null,
    });
    expect(await planned(site, `person:${site.rita.id}`)).toEqual(["notice", "notice"]);
  });

  it("follow no redirect, wherever it leads, and say so in the log", async () => {
    const [receiver, inside] = await Promise.all([aReceiver(), aReceiver()]);
    receiver.answer = (response) => void response.writeHead(307, { location: inside.url }).end();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    await testWebhook(ritas(site), { webhookId: hook.id });
    await sendDue(database.db);

    expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
    expect(await readWebhookLog(ritas(site), { webhookId: hook.id, page: 1 })).toMatchObject({
      messages: [
        { state: "pending", log: [{ status: 307, error: expect.stringMatching(/redirects are not followed/u) }] },
      ],
    });

    receiver.answer = (response) => void response.writeHead(204).end();
    expect(await sendDue(database.db, { now: later(DAY) })).toBe(1);
  });

  it("stop where the answer is 410, until a test is taken", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    receiver.answer = (response) => void response.writeHead(410).end();
    const alert = await anAlert(site);
    await reach(site, alert, 1);
    await sendDue(database.db);
    await reach(site, alert, 2);
    expect(await sendDue(database.db, { now: later(DAY) })).toBe(0);

    receiver.answer = (response) => void response.writeHead(204).end();
    await testWebhook(ritas(site), { webhookId: hook.id });
    await sendDue(database.db);
    await resolve(site, alert);
    await sendDue(database.db);
    expect(typesAt(receiver)).toEqual(["alert.fired", "webhook.test", "alert.resolved"]);
  });

  it("are signed with the old secret as well for a day after a rotation", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    const { secret } = await rotateWebhook(ritas(site), { webhookId: hook.id });
    const alert = await anAlert(site);
    await reach(site, alert, 1, { now: later(DAY - 1_000) });
    await sendDue(database.db, { now: later(DAY - 1_000) });
    await reach(site, alert, 2, { now: later(DAY) });
    await sendDue(database.db, { now: later(DAY) });

    expect(receiver.received.map((one) => [verified(hook.secret, one), verified(secret, one)])).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it("arrive again under the same id when the sender dies before it could note that they had", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url);
    await reach(site, await anAlert(site), 1);
    const [claimed] = await claimMessages(database.db, { now: NOON, most: 1, mostOfEndpoint: 1, busy: [] });
    const headers = { "webhook-id": `msg_${claimed?.id}` };
    await fetch(receiver.url, { method: "POST", headers, body: JSON.stringify(claimed?.body) });

    expect(await sendDue(database.db, { now: later(59_000) })).toBe(0);
    expect(await sendDue(database.db, { now: later(61_000) })).toBe(1);
    expect(new Set(receiver.received.map((one) => one.headers["webhook-id"])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
  });

  it("are sent once by many senders together, and one that hangs holds up no other", async () => {
    const receiver = await aReceiver();
    const hanging = await aReceiver();
    hanging.answer = () => undefined;
    const { site } = await aHookedSite(database.db, receiver.url);
    await aHook(site, hanging.url, { name: "hangs" });
    for (let nth = 0; nth < 30; nth++) await reach(site, await anAlert(site), 1);
    const sender = { db: database.db, world: () => worldAt(database.db), log: aLog(), timeoutMs: 3_000 };
    const senders = Array.from({ length: 3 }, () => startWebhooks(sender, { idleMs: 20 }));

    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(30);
    await Promise.all(senders.map((one) => one.stop()));
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(30);
    expect(receiver.received).toHaveLength(30);
  });

  it("keep a log of what was sent and how that went", async () => {
    const receiver = await aReceiver();
    const { site, hook } = await aHookedSite(database.db, receiver.url);
    await testWebhook(ritas(site), { webhookId: hook.id });
    await sendDue(database.db);

    expect(await readWebhookLog(ritas(site), { webhookId: hook.id, page: 1 })).toMatchObject({
      total: 1,
      messages: [{ type: "webhook.test", state: "sent", attempts: 1, log: [{ status: 204 }] }],
    });
  });
});
