import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { planAllAgain, planMany } from "../../src/domain/deliveries/plan-many.ts";
import { claimBulk } from "../../src/notifications/claim.ts";
import { RetryLater } from "../../src/notifications/messenger.ts";
import { startPump } from "../../src/notifications/pump.ts";
import { sweepDeliveries } from "../../src/notifications/sweep.ts";
import type { Worker } from "../../src/notifications/worker.ts";
import { transaction } from "../../src/storage/transaction.ts";
import { useDatabase } from "../support/database.ts";
import { openPostbox } from "./postbox.ts";
import type { Postbox } from "./postbox.ts";

const database = useDatabase(30);
let box: Postbox;
const pumps: Worker[] = [];
beforeEach(async () => {
  box = await openPostbox(database.db);
  await database.db.delivery.deleteMany();
});
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

function start(count = 1): void {
  for (let index = 0; index < count; index++) pumps.push(startPump(box.sender, { mostAtOnce: 20, idleMs: 100 }));
}

/** A notice to so many at once; its subject's id. */
async function planFor(recipients: readonly string[]): Promise<string> {
  const first = await box.addNotice("slack:U0", "Chen Li");
  const { subjectId } = await database.db.delivery.delete({ where: { id: first } });
  const context = { tenantId: box.tenantId, now: new Date() };
  await transaction(database.db, (tx) => planMany(tx, context, { subject: "notice", subjectId, recipients }));
  return subjectId;
}

const people = (count: number) => Array.from({ length: count }, (_, index) => `slack:U${index + 1}`);
const pending = () => database.db.delivery.count({ where: { tenantId: box.tenantId, state: "pending" } });
const untilSent = () => vi.waitFor(async () => expect(await pending()).toBe(0), { timeout: 20_000, interval: 50 });

describe("planMany", () => {
  it("makes no jobs, and tells who has it already nothing new", async () => {
    await database.db.$executeRaw`DELETE FROM pgboss.job`;
    const subjectId = await planFor(people(100));
    await database.db.$executeRaw`DELETE FROM pgboss.job`;
    const context = { tenantId: box.tenantId, now: new Date() };

    const again = await transaction(database.db, (tx) =>
      planMany(tx, context, { subject: "notice", subjectId, recipients: people(101) }),
    );

    expect(again).toBe(1);
    expect(await sweepDeliveries(database.db)).toBe(0);
  });
});

describe("the pump", () => {
  it("sends to each once, with ten instances and every tenth answer lost", async () => {
    for (let index = 0; index < 30; index++) box.slack.faults.push("lost answer");
    await planFor(people(300));

    start(10);
    await untilSent();

    expect(box.slack.shown.size).toBe(300);
    expect(new Set([...box.slack.shown.values()].map(({ recipientId }) => recipientId)).size).toBe(300);
  }, 30_000);

  it("has no more under way than it may", async () => {
    box.slack.delayMs = 20;
    await planFor(people(100));

    start();
    await untilSent();

    expect(box.slack.mostConcurrent).toBeLessThanOrEqual(20);
    expect(box.slack.mostConcurrent).toBeGreaterThan(10);
  });

  it("lets nobody on one platform wait for another's pace", async () => {
    box.slack.delayMs = 400;
    await planFor([...people(80), ...Array.from({ length: 20 }, (_, index) => `discord:U${index + 1}`)]);

    start();
    await vi.waitFor(() => expect(box.discord.shown.size).toBe(20), { timeout: 20_000, interval: 20 });

    expect(box.slack.shown.size).toBeLessThan(80);
    await untilSent();
  });

  it("comes back to whom the platform put off, however often", async () => {
    for (let index = 0; index < 13; index++) box.slack.faults.push(new RetryLater("Slack asked to wait", 0.01));
    await planFor(people(1));

    start();
    await vi.waitFor(
      async () => {
        await database.db.delivery.updateMany({ data: { notBefore: null } });
        expect(await pending()).toBe(0);
      },
      { timeout: 20_000, interval: 50 },
    );

    expect(box.slack.titles).toHaveLength(1);
  });

  it("shows a change in place to all who have it", async () => {
    const subjectId = await planFor(people(50));
    start();
    await untilSent();
    const before = box.slack.calls;

    await transaction(database.db, (tx) =>
      planAllAgain(tx, { tenantId: box.tenantId }, { subject: "notice", subjectId }),
    );
    await untilSent();

    expect([box.slack.shown.size, box.slack.calls - before]).toEqual([50, 50]);
  });

  it("finishes what is under way when it stops", async () => {
    box.slack.delayMs = 200;
    await planFor(people(5));
    start();
    await vi.waitFor(() => expect(box.slack.concurrent).toBe(5), { timeout: 5_000, interval: 10 });

    for (const pump of pumps.splice(0)) await pump.stop();

    expect(await pending()).toBe(0);
  });
});

describe("claimBulk", () => {
  it("gives each to one of many who ask at once", async () => {
    await planFor(people(60));

    const claims = (await Promise.all(Array.from({ length: 6 }, () => claimBulk(database.db, "slack", 10)))).flat();
    for (const claim of claims) await claim.stopRenewing();

    expect(new Set(claims.map(({ delivery }) => delivery.id)).size).toBe(claims.length);
    expect(claims.length).toBeGreaterThan(10);
  });

  it("takes what a dead instance left, and says that it may have arrived", async () => {
    await planFor(people(1));
    const [dead] = await claimBulk(database.db, "slack", 10);
    await dead?.stopRenewing();
    expect(await claimBulk(database.db, "slack", 10)).toEqual([]);
    await database.db.delivery.updateMany({ data: { sendingSince: new Date(0) } });

    const [taken] = await claimBulk(database.db, "slack", 10);
    await taken?.stopRenewing();

    expect(taken?.maybeSent).toBe(true);
  });
});
