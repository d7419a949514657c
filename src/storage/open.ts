import type { PgBoss } from "pg-boss";
import { connect } from "./database.ts";
import type { Address, Database } from "./database.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { openQueue, QUEUE_CONNECTIONS } from "./queue.ts";

export interface Storage {
  readonly db: Database;
  readonly queue: PgBoss;
  stop(): Promise<void>;
}

export interface StorageOptions {
  /** Absent: the embedded server under dataDirectory. */
  readonly databaseUrl?: string | undefined;
  /** At most, with those of the queue; at least 10. Absent: 25. */
  readonly databaseConnections?: number | undefined;
  readonly dataDirectory: string;
}

const CONNECTIONS = 25;

/** Makes the database ready for use: a server, the newest schema, one pool, the queue. */
export async function openStorage({
  databaseUrl,
  databaseConnections = CONNECTIONS,
  dataDirectory,
}: StorageOptions): Promise<Storage> {
  const server = databaseUrl ? undefined : await startEmbedded(dataDirectory);
  const address: Address = server?.address ?? { connectionString: databaseUrl };
  try {
    await migrate(address);
  } catch (error) {
    await server?.stop();
    throw error;
  }
  server?.keepAlive();
  const connection = connect(address, databaseConnections - QUEUE_CONNECTIONS);
  const queue = await openQueue(connection.db, address);
  return {
    db: connection.db,
    queue,
    async stop() {
      await queue.stop({ graceful: false });
      await connection.close();
      await server?.stop();
    },
  };
}
