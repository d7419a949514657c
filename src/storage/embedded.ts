import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Address } from "./database.ts";
import {
  as,
  exists,
  privateFolder,
  reachableHome,
  readableBinaries,
  run,
  socketFolder,
  unprivilegedAccount,
} from "./embedded-place.ts";
import type { Account, Binaries } from "./embedded-place.ts";
import { whileLocked } from "./file-lock.ts";
import { keepAlive } from "./keep-alive.ts";
import type { Watch } from "./keep-alive.ts";
import { isServing, startServer } from "./postmaster.ts";

const LEAST_BUFFERS_MB = 128;
const MOST_BUFFERS_MB = 1_024;
const LOOKS_FOR_CLIENTS = 20;
const BETWEEN_LOOKS_MS = 100;

export interface EmbeddedServer {
  readonly address: Address;
  /** The folder that holds the cluster. */
  readonly folder: string;
  /** True when a server of an earlier process was found running and is used on. */
  readonly adopted: boolean;
  /** From now until stop, starts the server again whenever it dies. */
  keepAlive(): void;
  /** Stops the server, unless another process is using it still. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Extra settings of postgresql.conf, for throw-away servers. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly database?: string;
}

/**
 * Starts PostgreSQL under a data directory, or takes over the one that runs there already.
 * It listens on a unix socket that only its own user (and root) can open, and on no network.
 */
export async function startEmbedded(dataDirectory: string, options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const account = await unprivilegedAccount();
  const home = await reachableHome(path.resolve(dataDirectory), account);
  const binaries = await readableBinaries(account);
  const folder = path.join(home, "postgres");
  const lock = path.join(home, "postgres.lock");
  const sockets = socketFolder(home);
  const address = { host: sockets, user: "quartermaster", database: options.database ?? "quartermaster" };

  const ensureRunning = async () => {
    const wasRunning = await isServing(address);
    if (!wasRunning) await startServer(binaries, folder, account);
    return wasRunning;
  };
  const adopted = await whileLocked(lock, async () => {
    await privateFolder(sockets, account);
    if (!(await exists(path.join(folder, "PG_VERSION")))) await initialise(binaries, folder, account);
    await configure(folder, sockets, options.settings ?? {});
    const wasRunning = await ensureRunning();
    await ensureDatabase(address);
    return wasRunning;
  });

  let watch: Watch | undefined;
  return {
    address,
    folder,
    adopted,
    keepAlive() {
      watch ??= keepAlive(address, () => whileLocked(lock, ensureRunning));
    },
    async stop() {
      await watch?.stop();
      await whileLocked(lock, () => stop(binaries, folder, account, address));
    },
  };
}

async function initialise(binaries: Binaries, folder: string, account: Account | undefined): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await privateFolder(unfinished, account);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  await run(binaries.initdb, ["-D", unfinished, "-U", "quartermaster", "--auth=trust", ...locale], as(account));
  // Renamed when complete, so that a crash half-way never looks like a cluster.
  await rename(unfinished, folder);
}

async function configure(folder: string, sockets: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const lines = {
    listen_addresses: "''",
    unix_socket_directories: `'${sockets.replaceAll("'", "''")}'`,
    unix_socket_permissions: "0700",
    max_connections: "200",
    shared_buffers: `${sharedBuffersMebibytes()}MB`,
    // Fewer checkpoints, and with them fewer whole pages in the log, while much usage comes in.
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    password_encryption: "'scram-sha-256'",
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    ...settings,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}\n`);
  await writeFile(path.join(folder, "quartermaster.conf"), text.join(""));
  const main = path.join(folder, "postgresql.conf");
  const include = "include = 'quartermaster.conf'\n";
  const present = await readFile(main, "utf8");
  if (!present.endsWith(include)) await writeFile(main, present + include);
}

/** A sixteenth of the machine's memory, as far as it helps: a day's usage is to fit. Taken only as it is used. */
function sharedBuffersMebibytes(): number {
  return Math.min(MOST_BUFFERS_MB, Math.max(LEAST_BUFFERS_MB, Math.floor(totalmem() / 2 ** 20 / 16)));
}

async function stop(binaries: Binaries, folder: string, account: Account | undefined, address: Address): Promise<void> {
  // Our own connections were closed a moment ago, and the server may not have noticed yet.
  for (let looks = 1; await hasOtherClients(address); looks++) {
    if (looks === LOOKS_FOR_CLIENTS) return;
    await sleep(BETWEEN_LOOKS_MS);
  }
  await run(binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", folder], as(account)).catch(() => undefined);
}

async function hasOtherClients(address: Address): Promise<boolean> {
  const client = new pg.Client(address);
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      "SELECT count(*)::int AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    return (rows[0]?.others ?? 0) > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(address: Address & { database: string }): Promise<void> {
  const client = new pg.Client({ ...address, database: "postgres" });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [address.database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(address.database)}`);
  } finally {
    await client.end();
  }
}
