import { afterAll, beforeAll, inject } from "vitest";
import pg from "pg";
import { connect } from "../../src/storage/database.ts";
import type { Address, Connection, Database } from "../../src/storage/database.ts";
import { openQueue } from "../../src/storage/queue.ts";

let counter = 0;

export interface TestDatabase extends Connection {
  readonly address: Address;
}

/** An empty, migrated database of one's own with its queue; close() drops it. */
export async function openTestDatabase(maxConnections = 10): Promise<TestDatabase> {
  const server = inject("postgres");
  const name = `qm_test_${process.pid}_${Date.now()}_${counter++}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${inject("template")}`);
  const address = { ...server, database: name };
  const connection = connect(address, maxConnections);
  const queue = await openQueue(connection.db, address);
  return {
    ...connection,
    address,
    async close() {
      await queue.stop({ graceful: false });
      await connection.close();
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** One database for all tests of a file: `const database = useDatabase();` then `database.db`. */
export function useDatabase(maxConnections?: number): { readonly db: Database; readonly address: Address } {
  let opened: TestDatabase | undefined;
  const current = () => {
    if (!opened) throw new Error("the database opens in beforeAll");
    return opened;
  };
  beforeAll(async () => {
    opened = await openTestDatabase(maxConnections);
  });
  afterAll(() => opened?.close());
  return {
    get db() {
      return current().db;
    },
    get address() {
      return current().address;
    },
  };
}

/** CREATE DATABASE … TEMPLATE fails while another session uses the template, so it is tried again. */
async function onServer(address: Address, statement: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        const isBusy = error instanceof pg.DatabaseError && error.code === "55006";
        if (!isBusy || attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await client.end();
  }
}
