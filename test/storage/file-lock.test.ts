import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { whileLocked } from "../../src/storage/file-lock.ts";

let home = "";
let lock = "";
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "qm-lock-"));
  lock = path.join(home, "postgres.lock");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a lock file", () => {
  it("lets one piece of work at a time go on, within one process too", async () => {
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await sleep(20);
      seen.push(`${name} ends`);
    };

    await Promise.all([whileLocked(lock, work("first")), whileLocked(lock, work("second"))]);

    expect(seen).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  it("is not kept by a process that died", async () => {
    writeFileSync(lock, "2147483646");

    await expect(whileLocked(lock, async () => "done")).resolves.toBe("done");
  });

  it("is not kept by a process that died and whose id is now ours", async () => {
    writeFileSync(lock, String(process.pid));

    await expect(whileLocked(lock, async () => "done")).resolves.toBe("done");
  });

  it("is gone when the work fails", async () => {
    const failing = whileLocked(lock, () => Promise.reject(new Error("no room")));

    await expect(failing).rejects.toThrow("no room");
    expect(existsSync(lock)).toBe(false);
  });
});
