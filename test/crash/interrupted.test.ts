import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { spawnProgram } from "../browser/support/program.ts";
import { temporaryFolder } from "./support/bot.ts";

describe("Ctrl+C while the program starts", { timeout: 90_000 }, () => {
  it("ends it and its database", async () => {
    const folder = temporaryFolder();
    const postmaster = path.join(folder.path, "postgres/postmaster.pid");
    const child = spawnProgram(folder.path);
    const ended = new Promise((resolve) => child.once("close", resolve));
    await vi.waitUntil(() => existsSync(postmaster), { timeout: 60_000 });

    child.kill("SIGINT");

    expect(await ended).toBe(0);
    expect(existsSync(postmaster)).toBe(false);
    folder.remove();
  });
});
