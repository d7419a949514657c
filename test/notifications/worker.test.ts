import type { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { RetryLater } from "../../src/notifications/messenger.ts";
import { claim } from "../../src/notifications/claim.ts";
import { sweepDeliveries } from "../../src/notifications/sweep.ts";
import { startWorker } from "../../src/notifications/worker.ts";
import type { Worker } from "../../src/notifications/worker.ts";
import { enqueue, openQueue } from "../../src/storage/queue.ts";
import { transaction } from "../../src/storage/transaction.ts";
import { useDatabase } from "../support/database.ts";
import { openPostbox } from "./postbox.ts";
import type { Postbox } from "./postbox.ts";

const database = useDatabase();
let boss: PgBoss;
let box: Postbox;
const workers: Worker[] = [];
beforeAll(async () => {
  boss = await openQueue(database.db, database.address);
});
afterAll(() => boss.stop({ graceful: false }));
beforeEach(async () => {
  box = await openPostbox(database.db);
  await loseJobs();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

async function loseJobs(): Promise<void> {
  await database.db.$executeRaw`DELETE FROM pgboss.job`;
}

async function start(): Promise<void> {
  workers.push(await startWorker(boss, box.sender));
}

const until = (claim: () => void) => vi.waitFor(claim, { timeout: 20_000, interval: 20 });

describe("the worker", () => {
  it("sends within a second of the commit", async () => {
    await start();
    const waits: number[] = [];
    for (let index = 0; index < 5; index++) {
      await box.addNotice("slack:U1", `Person ${index}`);
      const committed = performance.now();
      await vi.waitFor(() => expect(box.slack.titles).toHaveLength(index + 1), { timeout: 20_000, interval: 5 });
      waits.push(performance.now() - committed);
    }

    // The median: the machine that runs the tests may pause now and then.
    expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
  });

  it("sends many to one recipient in order", async () => {
    const bob = await box.addPerson({ slack: "U1" });
    await start();
    const names = Array.from({ length: 10 }, (_, index) => `Person ${index}`);
    for (const name of names) await box.addNotice(`person:${bob}`, name);

    await until(() => expect(box.slack.titles).toHaveLength(10));

    expect(box.slack.titles).toEqual(names.map((name) => `${name} is now in Lab as member`));
    expect(box.slack.mostConcurrent).toBe(1);
  });

  it("does not rest between the messages of one commit", async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) => box.addNotice(`slack:U${index}`, "Chen Li")),
    );
    await loseJobs();
    await start();
    await transaction(database.db, async (tx) => {
      for (const deliveryId of ids) await enqueue(tx, "deliver", { deliveryId });
    });

    await vi.waitFor(() => expect(box.slack.titles).toHaveLength(20), { timeout: 4_000, interval: 20 });
  });

  it("tries again what a platform put off", async () => {
    const bob = await box.addPerson({ slack: "U1" });
    box.slack.faults.push(new RetryLater("Slack asks to wait.", 1));
    await start();

    await box.addNotice(`person:${bob}`, "Chen Li");

    await until(() => expect(box.slack.titles).toHaveLength(1));
  });

  it("shows each message once though the answer to every other one is lost", async () => {
    await start();
    for (let index = 0; index < 6; index++) {
      if (index % 2 === 0) box.slack.faults.push("lost answer");
      await box.addNotice(`slack:U${index}`, `Person ${index}`);
    }

    await until(() => expect(box.slack.titles).toHaveLength(6));
    await until(async () => {
      expect(await database.db.delivery.count({ where: { tenantId: box.tenantId, state: "pending" } })).toBe(0);
    });
    expect(new Set(box.slack.titles).size).toBe(6);
    expect(box.slack.shown.size).toBe(6);
  });

  it("finishes what is under way when it stops", async () => {
    box.slack.delayMs = 300;
    await start();
    await box.addNotice("slack:U1", "Chen Li");
    await until(() => expect(box.slack.concurrent).toBe(1));

    for (const worker of workers.splice(0)) await worker.stop();

    expect(await database.db.delivery.count({ where: { tenantId: box.tenantId, state: "sent" } })).toBe(1);
  });
});

describe("sweepDeliveries", () => {
  beforeEach(async () => {
    await database.db.delivery.deleteMany();
  });

  it("queues again what has lost its job", async () => {
    await box.addNotice("slack:U1", "Chen Li");
    await loseJobs();

    expect(await sweepDeliveries(database.db)).toBe(1);

    await start();
    await until(() => expect(box.slack.titles).toHaveLength(1));
  });

  it("leaves alone what is queued, also for later", async () => {
    await box.addNotice("slack:U1", "Chen Li");
    await database.db.$executeRaw`UPDATE pgboss.job SET start_after = now() + interval '1 hour'`;

    expect(await sweepDeliveries(database.db)).toBe(0);
  });

  it("leaves alone what a worker is sending", async () => {
    const id = await box.addNotice("slack:U1", "Chen Li");
    await loseJobs();
    const sending = await claim(database.db, id);
    await sending?.stopRenewing();

    expect(await sweepDeliveries(database.db)).toBe(0);
  });

  it("takes up what a dead worker left, though the queue still counts on it", async () => {
    const id = await box.addNotice("slack:U1", "Chen Li");
    await database.db.delivery.update({ where: { id }, data: { sendingSince: new Date(0) } });
    await database.db.$executeRaw`
      UPDATE pgboss.job SET state = 'active', started_on = now() - interval '20 seconds'`;

    expect(await sweepDeliveries(database.db)).toBe(1);
  });

  it("queues again, and has sent, what the database's clock has left in the future", async () => {
    const id = await box.addNotice("slack:U1", "Chen Li");
    // As if the clock was set back an hour after the job was queued, and after a worker that died had begun.
    await database.db.$executeRaw`
      UPDATE pgboss.job SET created_on = now() + interval '1 hour', start_after = now() + interval '1 hour'`;
    const sendingSince = new Date(Date.now() + 3_600_000);
    await database.db.delivery.update({ where: { id }, data: { sendingSince } });

    expect(await sweepDeliveries(database.db)).toBe(1);

    await start();
    await until(() => expect(box.slack.titles).toHaveLength(1));
  });
});
