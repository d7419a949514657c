import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 60_000;
/** The locks that this very process holds, or is about to. */
const ours = new Set<string>();

/** Runs work while holding a lock file, which a process that died does not keep. */
export async function whileLocked<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await takeLock(lock))) {
    if (Date.now() > deadline) throw new Error(`another process holds ${lock}; remove it if there is none`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true }).finally(() => ours.delete(lock));
  }
}

async function takeLock(lock: string): Promise<boolean> {
  if (ours.has(lock)) return false;
  ours.add(lock);
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(await readFile(lock, "utf8").catch(() => ""));
    if (holder > 0 && !isHeldBy(holder)) await rm(lock, { force: true });
    ours.delete(lock);
    return false;
  }
}

/** In a container a program that starts again often has the id of the one that was killed: it holds nothing. */
function isHeldBy(holder: number): boolean {
  return holder !== process.pid && isAlive(holder);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
