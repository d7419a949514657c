import { createTask } from "node-cron";
import type { ScheduledTask } from "node-cron";
import type { PgBoss } from "pg-boss";
import type { Log } from "./world.ts";

/** Something that runs by the clock, on one instance at each of its instants. Running it twice must do no harm. */
export interface Task {
  readonly name: string;
  /** A cron expression with seconds, in UTC. */
  readonly pattern: string;
  /** Returns how much there was to do. */
  run(): Promise<number>;
}

export interface Schedule {
  /** Starts nothing more and waits for the tasks under way. */
  stop(): Promise<void>;
}

const TICKS = "tick";
/** Elections older than this are forgotten; instances' clocks must not differ by more. */
const TICK_KEPT_SECONDS = 600;

/** How often it looks at the clock, by a timer that does not follow when that is set. */
const LOOK_EVERY_MS = 200;
/** A clock that goes back by more than this was set. */
const SET_BACK_MS = 1_000;

/** A task and its next instant. */
interface Planned {
  readonly task: Task;
  readonly pattern: ScheduledTask;
  due: Date;
  isUnderWay: boolean;
}

/**
 * Runs tasks at their instants. Of all instances on one database, the first to claim an instant runs it. Of instants that
 * were missed, because the clock was set or the machine slept, one is made up for; those that come again run again.
 */
export async function startSchedule(boss: PgBoss, tasks: readonly Task[], log: Log): Promise<Schedule> {
  const election = await electBy(boss);
  const underway = new Set<Promise<void>>();
  const all = tasks.map(plannedOf);
  let isStopped = false;
  let looked = Date.now();
  let repeatedUntil = 0;

  function look(): void {
    const now = Date.now();
    if (now < looked - SET_BACK_MS) {
      repeatedUntil = looked;
      for (const one of all) one.due = nextOf(one.pattern);
    }
    looked = now;
    for (const one of all) if (one.due.getTime() <= now && !one.isUnderWay) tracked(underway, turn(one));
  }

  async function turn(one: Planned): Promise<void> {
    const { task, due } = one;
    one.due = nextOf(one.pattern);
    one.isUnderWay = true;
    try {
      // What was elected for this instant before is no answer to whether to run it again.
      const isAgain = due.getTime() <= repeatedUntil;
      const key = `${task.name}:${due.toISOString()}${isAgain ? " again" : ""}`;
      // An election may still be under way when the schedule stops.
      if ((await election.shouldRun(key)) && !isStopped) await run(task, log);
    } catch (error) {
      log.warn({ task: task.name, err: error }, "nobody elected");
    } finally {
      one.isUnderWay = false;
    }
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await Promise.all(underway);
      for (const { pattern } of all) await pattern.destroy();
    },
  };
}

function plannedOf(task: Task): Planned {
  // Only read: by its own timers a pattern would stand still for as long as the clock was set back.
  const pattern = createTask(task.pattern, () => undefined, { timezone: "UTC" });
  return { task, pattern, due: nextOf(pattern), isUnderWay: false };
}

/** Strictly after now. */
function nextOf(pattern: ScheduledTask): Date {
  const [next] = pattern.getNextRuns(1);
  if (!next) throw new Error("a pattern without an instant");
  return next;
}

/** Decides which of all instances runs something. */
interface Election {
  shouldRun(key: string): Promise<boolean>;
}

/**
 * Elects through the queue's own table: a queue of policy "short" holds one waiting job for each key, nobody works on
 * it, and of all the instances that send the job of one instant, one gets an id.
 */
export async function electBy(boss: PgBoss): Promise<Election> {
  await boss.createQueue(TICKS, { policy: "short", retentionSeconds: TICK_KEPT_SECONDS });
  return {
    async shouldRun(key) {
      return (await boss.send(TICKS, null, { singletonKey: key })) !== null;
    },
  };
}

async function run({ name, run: work }: Task, log: Log): Promise<void> {
  try {
    const done = await work();
    if (done > 0) log.info({ task: name, done }, "task ran");
  } catch (error) {
    log.error({ task: name, err: error }, "task failed");
  }
}

function tracked(underway: Set<Promise<void>>, running: Promise<void>): void {
  underway.add(running);
  void running.finally(() => underway.delete(running));
}
