// Once a run: a PostgreSQL server (the embedded one, unless DATABASE_URL names another) with a migrated template.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { connect } from "../../src/storage/database.ts";
import type { Address } from "../../src/storage/database.ts";
import { startEmbedded } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openQueue } from "../../src/storage/queue.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: Address;
    template: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = `qm_template_${process.pid}_${Date.now()}`;
  await onServer(server.address, `CREATE DATABASE ${template}`);
  await fillTemplate({ ...server.address, database: template });
  project.provide("postgres", server.address);
  project.provide("template", template);

  return async () => {
    await onServer(server.address, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await server.stop();
  };
}

async function startServer(): Promise<{ address: Address; stop(): Promise<void> }> {
  const url = process.env["DATABASE_URL"];
  if (url) {
    const { hostname, port, username, password, pathname, searchParams } = new URL(url);
    const host = searchParams.get("host") ?? decodeURIComponent(hostname);
    const address = {
      host,
      ...(port && { port: Number(port) }),
      ...(username && { user: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      database: pathname.slice(1) || "postgres",
    };
    return { address, stop: async () => undefined };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-test-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded(folder, {
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  return {
    address: server.address,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fillTemplate(address: Address): Promise<void> {
  await migrate(address);
  const connection = connect(address, 2);
  const queue = await openQueue(connection.db, address);
  await queue.stop();
  await connection.close();
}

async function onServer(address: Address, statement: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
