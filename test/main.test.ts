import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";
import { startQuartermaster } from "../src/main.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "qm-start-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(file: string): Promise<unknown> {
  const config = readConfig({ QM_CONFIG: path.join(folder, file), QM_DATA_DIR: folder, QM_PORT: "0" });
  return startQuartermaster(config, pino({ level: "silent" }));
}

describe("startQuartermaster", () => {
  it("stops before anything is started, with one line, where the configuration has mistakes", async () => {
    writeFileSync(path.join(folder, "plans.yml"), "currency: euro\nplans: [{name: free}]\n");
    const started = start("plans.yml");
    await expect(started).rejects.toThrow(ConfigError);
    await expect(started).rejects.toThrow(
      "QM_CONFIG names a configuration that cannot be used (plans.yml:1:1 currency: should be a currency, such as EUR; plans.yml:2:1 plans: should have one plan with default: true)",
    );
  });

  it("stops where the configuration that was asked for is not there", async () => {
    await expect(start("none.yml")).rejects.toThrow(
      "QM_CONFIG names a configuration that cannot be used (none.yml is not there)",
    );
  });
});
