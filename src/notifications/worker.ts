import type { PgBoss } from "pg-boss";
import type { Jobs } from "../storage/queue.ts";
import { deliver } from "./deliver.ts";
import type { Sender } from "./world.ts";

/** Deliveries this instance has under way at once. More would only wait for the platforms' rate limits. */
const CONCURRENCY = 4;
/** New jobs wake the worker by NOTIFY; this is how often it looks by itself, without and with notifications. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };

export interface Worker {
  /** Takes no more jobs and waits for the deliveries under way. */
  stop(): Promise<void>;
}

/** Sends what is queued, until stopped. Any number of instances may do so at once. */
export async function startWorker(boss: PgBoss, sender: Sender): Promise<Worker> {
  await boss.work<Jobs["deliver"]>("deliver", { localConcurrency: CONCURRENCY, ...POLLING }, async (jobs) => {
    for (const { data } of jobs) await deliver(sender, data.deliveryId);
  });
  return { stop: () => boss.offWork("deliver", { wait: true }) };
}
