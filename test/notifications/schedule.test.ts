import { pino } from "pino";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { electBy, startSchedule } from "../../src/notifications/schedule.ts";
import { openQueue } from "../../src/storage/queue.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const log = pino({ enabled: false });
const instances: PgBoss[] = [];
beforeAll(async () => {
  for (let index = 0; index < 2; index++) instances.push(await openQueue(database.db, database.address));
});
afterAll(async () => {
  for (const boss of instances) await boss.stop({ graceful: false });
});

describe("electBy", () => {
  it("elects one of many who ask for the same instant", async () => {
    const coordinators = await Promise.all([...instances, ...instances].map((boss) => electBy(boss)));

    const answers = await Promise.all(
      coordinators.map(async (one) => one.shouldRun("expire:2026-11-28T17:00:00.000Z", 0)),
    );

    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it("elects anew at the next instant", async () => {
    const [boss] = instances;
    const coordinator = boss && (await electBy(boss));
    await coordinator?.shouldRun("remind:1", 0);

    expect(await coordinator?.shouldRun("remind:2", 0)).toBe(true);
  });
});

describe("startSchedule", () => {
  it("runs a task once an instant on two instances, and goes on after it failed", async () => {
    const ran: number[] = [];
    const run = async () => {
      ran.push(Math.round(Date.now() / 1000));
      throw new Error("fails every time");
    };
    const task = { name: "test", pattern: "* * * * * *", run };
    const schedules = await Promise.all(instances.map((boss) => startSchedule(boss, [task], log)));
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    for (const schedule of schedules) await schedule.stop();

    expect(ran.length).toBeGreaterThanOrEqual(3);
    expect(ran.length).toBeLessThanOrEqual(5);
  });

  it("waits for a task under way when it stops, and starts no other", async () => {
    const [boss] = instances;
    let [started, finished] = [0, 0];
    const run = async () => {
      started++;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return ++finished;
    };
    const schedule = boss && (await startSchedule(boss, [{ name: "slow", pattern: "* * * * * *", run }], log));
    await vi.waitFor(() => expect(started).toBeGreaterThan(finished), { timeout: 10_000, interval: 20 });

    await schedule?.stop();
    const whenStopped = { started, finished };
    await new Promise((resolve) => setTimeout(resolve, 1_200));

    expect(whenStopped.finished).toBe(whenStopped.started);
    expect(started).toBe(whenStopped.started);
  });
});
