import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Address } from "./database.ts";
import { as } from "./embedded-place.ts";
import type { Account, Binaries } from "./embedded-place.ts";

const ATTEMPTS = 20;
const PAUSE_MS = 250;
/** As long as a recovery after a crash may take. */
const PATIENCE_MS = 60_000;
const CANNOT_CONNECT_NOW = "57P03";
/** Above every system's highest process id. */
const NO_SUCH_PROCESS = 2_147_483_646;

/** Whether a server answers there; waits for one that is just starting, recovering or stopping. */
export async function isServing(address: Address): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await tryConnecting(address);
    if (outcome !== "busy" || Date.now() > deadline) return outcome === "serving";
    await sleep(PAUSE_MS);
  }
}

async function tryConnecting(address: Address): Promise<"serving" | "busy" | "absent"> {
  const client = new pg.Client({ ...address, database: "postgres" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "serving";
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code === CANNOT_CONNECT_NOW ? "busy" : "absent";
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Starts a server that does not run. The backends of one that was killed need a moment to notice and to leave. */
export async function startServer(binaries: Binaries, folder: string, account: Account | undefined): Promise<void> {
  const log = path.join(folder, "server.log");
  for (let attempt = 1; ; attempt++) {
    await disownUnreaped(path.join(folder, "postmaster.pid"));
    if ((await launch({ binaries, folder, log }, account)) === 0) return;
    if (attempt === ATTEMPTS) break;
    await sleep(PAUSE_MS);
  }
  const tail = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-5).join("\n");
  throw new Error(`the embedded PostgreSQL in ${folder} did not start:\n${tail}`);
}

interface Launch {
  readonly binaries: Binaries;
  readonly folder: string;
  readonly log: string;
}

function launch({ binaries, folder, log }: Launch, account: Account | undefined): Promise<number | null> {
  // pg_ctl hands its output pipes on to the server, so it must have none: execFile would wait for their end.
  const child = spawn(binaries.pg_ctl, ["start", "-w", "-t", "60", "-s", "-D", folder, "-l", log], {
    ...as(account),
    stdio: "ignore",
    detached: true,
  });
  return new Promise((resolve, reject) => child.once("exit", resolve).once("error", reject));
}

/**
 * In a container nobody may reap a killed server, and PostgreSQL takes the zombie for a running one. Its id is replaced,
 * not the file removed: the rest of the file is how PostgreSQL finds backends that still use the directory.
 */
async function disownUnreaped(pidFile: string): Promise<void> {
  const [pid = "", ...rest] = (await readFile(pidFile, "utf8").catch(() => "")).split("\n");
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const isZombie = /\) Z /u.test(status);
  if (isZombie) await writeFile(pidFile, [NO_SUCH_PROCESS, ...rest].join("\n"));
}
