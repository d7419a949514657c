import { createTask } from "node-cron";
import type { RunCoordinator } from "node-cron";
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

/** Runs tasks at their instants. Of all instances on one database, the first to claim an instant runs it. */
export async function startSchedule(boss: PgBoss, tasks: readonly Task[], log: Log): Promise<Schedule> {
  const runCoordinator = await electBy(boss);
  const underway = new Set<Promise<void>>();
  let isStopped = false;
  const scheduled = tasks.map((task) =>
    // An election may still be under way when the schedule stops.
    createTask(task.pattern, () => (isStopped ? undefined : tracked(underway, run(task, log))), {
      name: task.name,
      timezone: "UTC",
      noOverlap: true,
      distributed: true,
      runCoordinator,
      logger: quietLogger(log),
    }),
  );
  for (const task of scheduled) await task.start();

  return {
    async stop() {
      isStopped = true;
      for (const task of scheduled) await task.destroy();
      await Promise.all(underway);
    },
  };
}

/**
 * Elects through the queue's own table: a queue of policy "short" holds one waiting job for each key, nobody works on
 * it, and of all the instances that send the job of one instant, one gets an id.
 */
export async function electBy(boss: PgBoss): Promise<RunCoordinator> {
  await boss.createQueue(TICKS, { policy: "short", retentionSeconds: TICK_KEPT_SECONDS });
  return {
    async shouldRun(instant) {
      return (await boss.send(TICKS, null, { singletonKey: instant })) !== null;
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

function tracked(underway: Set<Promise<void>>, running: Promise<void>): Promise<void> {
  underway.add(running);
  return running.finally(() => underway.delete(running));
}

/** What node-cron says of late or refused instants; what matters is logged by `run`. */
function quietLogger(log: Log) {
  const quietly = (message: string | Error) => log.debug({ about: "schedule" }, String(message));
  return { info: quietly, warn: quietly, error: quietly, debug: quietly };
}
