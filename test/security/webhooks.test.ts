import { describe, expect, it } from "vitest";
import { createWebhook } from "../../src/domain/webhooks/create-webhook.ts";
import { listWebhooks } from "../../src/domain/webhooks/list-webhooks.ts";
import { redact } from "../../src/domain/audit/redact.ts";
import type { LookUp } from "../../src/domain/webhooks/look-up.ts";
import { post } from "../../src/notifications/webhooks/post.ts";
import { problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anAlert, aRoutingSite, reach } from "../domain/alerts/routing-site.ts";
import { aHook, aHookedSite, aLog, aReceiver, ritas, sendDue } from "../notifications/webhooks/receiver.ts";

const database = useDatabase();

const to =
  (...addresses: readonly string[]): LookUp =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

const lastError = async (tenantId: string) => {
  const message = await database.db.webhookMessage.findFirstOrThrow({ where: { tenantId } });
  return message.log;
};

const INNER = [{ error: expect.stringContaining("not the internet's") }];

describe("webhooks and the inner network", () => {
  it("refuses a name that leads inside when it is given", async () => {
    const site = await aRoutingSite(database.db);
    const context = { ...ritas(site), configuration: { ...ritas(site).configuration, webhooks: { allow: [] } } };
    const wish = { name: "pager", url: "https://hooks.example.com/", format: "standard" } as const;

    expect(await problemOf(createWebhook(context, wish, to("93.184.215.14", "10.0.0.7")))).toMatchObject({
      kind: "webhook-url-invalid",
      because: "inner-address",
      host: "hooks.example.com",
    });
    expect(await createWebhook(context, wish, to("93.184.215.14"))).toMatchObject({ name: "pager" });
  });

  it("connects nowhere when a name leads inside later (rebinding)", async () => {
    const receiver = await aReceiver();
    const { port } = new URL(receiver.url);
    const { site } = await aHookedSite(database.db, `https://hooks.example.com:${port}/`);
    await reach(site, await anAlert(site), 1);
    await sendDue(database.db, { allow: [], lookUp: to("127.0.0.1") });

    expect(await lastError(site.tenantId)).toMatchObject(INNER);
    expect(receiver.received).toEqual([]);
  });

  it("connects to the very address that was looked at, whatever the name leads to the next moment", async () => {
    const receiver = await aReceiver();
    let asked = 0;
    const turning: LookUp = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "192.0.2.1", family: 4 }];
    };
    const { port } = new URL(receiver.url);
    const url = `http://receiver.internal:${port}/`;

    expect(await post({ url, headers: {}, body: "{}", allow: ["receiver.internal"], lookUp: turning })).toMatchObject({
      status: 204,
    });
    expect(asked).toBe(1);
  });

  it("connects nowhere any more once an address is no longer allowed", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url);
    await reach(site, await anAlert(site), 1);
    await sendDue(database.db, { allow: [] });

    expect(await lastError(site.tenantId)).toMatchObject(INNER);
    expect(receiver.received).toEqual([]);
  });

  it("follows no redirect", async () => {
    const inner = await aReceiver();
    const receiver = await aReceiver();
    receiver.answer = (response) => void response.writeHead(307, { location: inner.url }).end();
    const { site } = await aHookedSite(database.db, receiver.url);
    await reach(site, await anAlert(site), 1);
    await sendDue(database.db);

    expect(await lastError(site.tenantId)).toMatchObject([
      { status: 307, error: "It answered 307: redirects are not followed." },
    ]);
    expect(inner.received).toEqual([]);
  });

  it("waits for no answer for ever, nor reads one that does not end", async () => {
    const receiver = await aReceiver();
    const { site } = await aHookedSite(database.db, receiver.url);
    receiver.answer = () => undefined;
    await reach(site, await anAlert(site), 1);
    await sendDue(database.db, { timeoutMs: 200 });
    expect(await lastError(site.tenantId)).toMatchObject([{ error: "It did not answer within 0.2 seconds." }]);

    receiver.answer = (response) => {
      response.writeHead(500);
      const flood = setInterval(() => response.write("x".repeat(10_000)), 1);
      response.on("close", () => clearInterval(flood));
    };
    const posted = await post({ url: receiver.url, headers: {}, body: "{}", allow: ["127.0.0.1"], timeoutMs: 5_000 });
    expect(posted.answer).toHaveLength(200);
  });
});

describe("a webhook's secret", () => {
  it("is in no log, no audit entry, no delivery, no message and no list", async () => {
    const receiver = await aReceiver();
    receiver.answer = (response) => void response.writeHead(500).end();
    const log = aLog();
    const { site, hook } = await aHookedSite(database.db, `${receiver.url}/pathsecret?token=querysecret`);
    await reach(site, await anAlert(site), 1);
    await sendDue(database.db, { log });

    const { db, tenantId } = site;
    const tables = await Promise.all([
      db.auditEntry.findMany({ where: { tenantId } }),
      db.delivery.findMany({ where: { tenantId } }),
      db.webhookMessage.findMany({ where: { tenantId } }),
    ]);
    const written = JSON.stringify([tables, log.lines], (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(log.lines).toHaveLength(1);
    expect(written).not.toContain(hook.secret);
    expect(written).not.toMatch(/pathsecret|querysecret/u);
    const listed = JSON.stringify(await listWebhooks(ritas(site)));
    expect(listed).not.toContain(hook.secret);
    expect(listed).not.toContain("querysecret");
  });

  it("is taken out of what was typed, and so is the address", () => {
    expect(redact("webhook create pager https://hooks.example.com/T0/B0/xyz?token=1 kinds:quota")).toBe(
      "webhook create pager https://[redacted] kinds:quota",
    );
    expect(redact("it is whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).toBe("it is [redacted]");
  });

  it("is another installation's to nobody: its endpoints hear nothing from here", async () => {
    const receiver = await aReceiver();
    await aHookedSite(database.db, receiver.url);
    const other = await aRoutingSite(database.db);
    await reach(other, await anAlert(other), 1);
    await sendDue(database.db);
    expect(receiver.received).toEqual([]);
    expect(await listWebhooks(ritas(other))).toEqual([]);
    await aHook(other, receiver.url);
  });
});
