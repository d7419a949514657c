import type { PgBoss } from "pg-boss";
import type { Jobs } from "../storage/queue.ts";
import { deliver } from "./deliver.ts";
import type { Sender } from "./world.ts";

/** Deliveries this instance has under way at once: twelve. Most of their time they wait for a platform and its pictures. */
const CONCURRENCY = { localConcurrency: 6, batchSize: 2 };
/** Many jobs of one commit wake the worker once; it goes on until it finds fewer than it can take. */
const WITHOUT_REST = { burstWhenBatchFull: true };
/** New jobs wake the worker by NOTIFY; this is how often it looks by itself, without and with notifications. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 2 };

export interface Worker {
  /** Takes no more jobs and waits for the deliveries under way. */
  stop(): Promise<void>;
}

/** Sends what is queued, until stopped. Any number of instances may do so at once. */
export async function startWorker(boss: PgBoss, sender: Sender): Promise<Worker> {
  await boss.work<Jobs["deliver"]>("deliver", { ...CONCURRENCY, ...WITHOUT_REST, ...POLLING }, async (jobs) => {
    const outcomes = await Promise.allSettled(jobs.map(({ data }) => deliver(sender, data.deliveryId)));
    // The queue gives the whole batch out again; what was delivered is then found done.
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  });
  return { stop: () => boss.offWork("deliver", { wait: true }) };
}
