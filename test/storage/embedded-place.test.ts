import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { privateFolder } from "../../src/storage/embedded-place.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "qm-place-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a private folder", () => {
  it("is closed to everybody else, also when it was there and open", async () => {
    const folder = path.join(home, "socket");
    mkdirSync(folder, { mode: 0o777 });

    await privateFolder(folder, undefined);

    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("is no link to another", async () => {
    const [folder, victim] = [path.join(home, "socket"), path.join(home, "victim")];
    mkdirSync(victim, { mode: 0o755 });
    symlinkSync(victim, folder);

    await expect(privateFolder(folder, undefined)).rejects.toThrow("somebody else's");
    expect(statSync(victim).mode & 0o777).toBe(0o755);
  });

  it.runIf(process.getuid?.() === 0)("is not one that somebody else has put there", async () => {
    const folder = path.join(home, "socket");
    mkdirSync(folder);
    chownSync(folder, 12_345, 12_345);

    await expect(privateFolder(folder, { uid: 65_534, gid: 65_534 })).rejects.toThrow("somebody else's");
  });
});
