import { PgBoss, fromPrisma } from "pg-boss";
import type { DatabaseOptions } from "pg-boss";
import type { Address, Database, Transaction } from "./database.ts";

/** The queues there are and what their jobs carry. */
export interface Jobs {
  deliver: { readonly deliveryId: string };
}

export type QueueName = keyof Jobs;

export interface EnqueueOptions {
  /** Not before this many seconds from now. */
  readonly afterSeconds?: number;
}

/** Which queue the rows of a database (or of a transaction on it) are queued to. */
const queueOf = new WeakMap<Database | Transaction, PgBoss>();

/** A job that was begun and not finished (the process died) is given out again after this long. */
const EXPIRES_IN_SECONDS = 60;
const RETRIES = 20;
const POOL = 4;
/** With the one that listens. */
export const QUEUE_CONNECTIONS = POOL + 1;

/**
 * Opens the job queue in the same database and binds it to the client, so that `enqueue` works inside its transactions.
 * Workers are woken by NOTIFY; polling every two seconds stays as the floor.
 */
export async function openQueue(db: Database, address: Address): Promise<PgBoss> {
  const boss = new PgBoss({ ...reachedBy(address), max: POOL, useListenNotify: true, schedule: false });
  // Without a listener an outage of the database would end the process; pg-boss tries again by itself.
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue("deliver", {
    retryLimit: RETRIES,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: EXPIRES_IN_SECONDS,
    notify: true,
  });
  queueOf.set(db, boss);
  return boss;
}

function reachedBy(address: Address): DatabaseOptions {
  const { connectionString, host, port, user, password, database, ssl } = address;
  return {
    application_name: "quartermaster-queue",
    ...(connectionString !== undefined && { connectionString }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(typeof password === "string" && { password }),
    ...(database !== undefined && { database }),
    ...(ssl !== undefined && { ssl }),
  };
}

/** Makes the jobs created in a transaction part of it. */
export function shareQueue(db: Database, tx: Transaction): void {
  const boss = queueOf.get(db);
  if (boss) queueOf.set(tx, boss);
}

/** Creates a job that exists if and only if the transaction commits. */
export async function enqueue<Name extends QueueName>(
  tx: Transaction,
  name: Name,
  data: Jobs[Name],
  options: EnqueueOptions = {},
): Promise<void> {
  const boss = queueOf.get(tx);
  if (!boss) throw new Error(`no queue is open for this database: call openQueue first`);
  await boss.send(name, data, {
    db: fromPrisma(tx),
    ...(options.afterSeconds !== undefined && { startAfter: options.afterSeconds }),
  });
}
