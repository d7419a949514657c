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
      coordinators.map(async (one) => one.shouldRun("expire:2026-11-28T17:00:00.000Z")),
    );

    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it("elects anew at the next instant", async () => {
    const [boss] = instances;
    const coordinator = boss && (await electBy(boss));
    await coordinator?.shouldRun("remind:1");

    expect(await coordinator?.shouldRun("remind:2")).toBe(true);
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

  it.each([
    ["back an hour", -3_600_000],
    ["back five minutes, to instants that were elected for", -300_000],
    ["forward a day", 86_400_000],
  ])("goes on at once when the clock is set %s, and makes up for one instant at most", async (_, jump) => {
    const [boss] = instances;
    const name = `clock set by ${jump}`;
    let ran = 0;
    const run = async () => (ran += 1);
    const schedule = boss && (await startSchedule(boss, [{ name, pattern: "* * * * * *", run }], log));
    await vi.waitFor(() => expect(ran).toBe(1), { timeout: 10_000, interval: 20 });
    // Whoever's clock was right has claimed what comes again.
    const election = boss && (await electBy(boss));
    const again = Array.from(
      { length: 20 },
      (_, second) => new Date(Math.floor(Date.now() / 1_000 + second) * 1_000 + jump),
    );
    if (jump < 0) for (const instant of again) await election?.shouldRun(`${name}:${instant.toISOString()}`);
    // Set as an administrator sets it: timers that run go on.
    const set = performance.now();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + jump });
    const clock = setInterval(() => vi.setSystemTime(Date.now() + 50), 50);
    try {
      await vi.waitFor(() => expect(ran).toBeGreaterThanOrEqual(3), { timeout: 10_000, interval: 20 });
      expect(ran).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - set) / 1_000));
    } finally {
      clearInterval(clock);
      vi.useRealTimers();
      await schedule?.stop();
    }
  });
});
