import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startEmbedded } from "../../src/storage/embedded.ts";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";

const folders: string[] = [];
const running: EmbeddedServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("startEmbedded", () => {
  it("keeps what was committed, though the program that started it was killed", async () => {
    const folder = newFolder();
    const script = `
      const { startEmbedded } = await import(${JSON.stringify(path.resolve("src/storage/embedded.ts"))});
      const { default: pg } = await import("pg");
      const { address } = await startEmbedded(${JSON.stringify(folder)});
      const client = new pg.Client(address);
      await client.connect();
      await client.query("CREATE TABLE kept AS SELECT 42 AS answer");
      process.kill(process.pid, "SIGKILL");`;
    await exitOf(spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" }));

    const server = await start(folder);

    expect(server.adopted).toBe(true);
    expect(await ask(server, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("recovers when the server itself was killed, leaving its pid file", async () => {
    const folder = newFolder();
    const first = await start(folder);
    await ask(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(pidOf(first), "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 1_500));

    const second = await start(folder);

    expect(second.adopted).toBe(false);
    expect(await ask(second, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("is started again when it dies under a program that keeps it alive", async () => {
    const server = await start(newFolder());
    server.keepAlive();
    await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer");
    const pid = pidOf(server);

    process.kill(pid, "SIGKILL");

    await vi.waitFor(
      async () => expect(await ask(server, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]),
      10_000,
    );
    expect(pidOf(server)).not.toBe(pid);
  });

  it("gives two programs that start at once the same server, and stops it with the last", async () => {
    const folder = newFolder();
    const [one, two] = await Promise.all([startEmbedded(folder), startEmbedded(folder)]);
    const client = new pg.Client(two.address);
    await client.connect();

    await one.stop();
    expect((await client.query("SELECT 1 AS still")).rows).toEqual([{ still: 1 }]);

    await client.end();
    await two.stop();
    expect(one.adopted).not.toBe(two.adopted);
    await expect(ask(two, "SELECT 1")).rejects.toThrow(/ENOENT|ECONNREFUSED/u);
  });

  it("is durable, listens on no network, and shuts its socket to others", async () => {
    const server = await start(newFolder());

    const rows = await ask(
      server,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync','listen_addresses','synchronous_commit') ORDER BY name",
    );

    expect(rows).toEqual([
      { name: "fsync", setting: "on" },
      { name: "listen_addresses", setting: "" },
      { name: "synchronous_commit", setting: "on" },
    ]);
    expect(statSync(String(server.address.host)).mode & 0o777).toBe(0o700);
  });

  it.runIf(process.getuid?.() === 0)("works for an ordinary user too", () => {
    const folder = newFolder();
    execFileSync("chown", ["65534:65534", folder]);
    const script = `
      const { startEmbedded } = await import(${JSON.stringify(path.resolve("src/storage/embedded.ts"))});
      const server = await startEmbedded(${JSON.stringify(folder)});
      await server.stop();
      console.log(process.getuid());`;

    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      uid: 65_534,
      gid: 65_534,
      cwd: "/",
      encoding: "utf8",
    });

    expect(output.trim()).toBe("65534");
  });
});

describe("migrate", () => {
  it("applies each migration once when ten programs start at once", async () => {
    const server = await start(newFolder());

    const applied = await Promise.all(Array.from({ length: 10 }, () => migrate(server.address)));

    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(
      await ask(server, "SELECT count(*)::int AS failed FROM _prisma_migrations WHERE finished_at IS NULL"),
    ).toEqual([{ failed: 0 }]);
  });
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-embedded-"));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

function pidOf({ folder }: EmbeddedServer): number {
  return Number(readFileSync(path.join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
}

async function start(folder: string): Promise<EmbeddedServer> {
  const server = await startEmbedded(folder);
  running.push(server);
  return server;
}

async function ask(server: EmbeddedServer, statement: string): Promise<unknown[]> {
  const client = new pg.Client(server.address);
  await client.connect();
  return client.query(statement).then(
    async ({ rows }) => {
      await client.end();
      return rows;
    },
    async (error: unknown) => {
      await client.end();
      throw error;
    },
  );
}

function exitOf(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}
