import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { readConfig } from "../../src/config.ts";
import { startQuartermaster } from "../../src/main.ts";
import { openTestDatabase } from "../support/database.ts";
import { urlOf } from "../support/scene.ts";

export interface RunningBot {
  readonly url: string;
  /** What was logged, parsed. */
  readonly log: readonly LogLine[];
  stop(): Promise<void>;
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export const claimCode = "FIDELITY-CODE";

/** The bot as an operator starts it: by environment variables only. */
export async function startBot(environment: Readonly<Record<string, string>>): Promise<RunningBot> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-fidelity-"));
  const lines: LogLine[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as LogLine);
      done();
    },
  });
  const clean = async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const config = readConfig({
    QM_DATA_DIR: folder,
    QM_PORT: "0",
    QM_CLAIM_CODE: claimCode,
    DATABASE_URL: urlOf(database),
    ...environment,
  });
  try {
    const bot = await startQuartermaster(config, pino({ level: "info" }, sink));
    return {
      url: bot.url,
      log: lines,
      async stop() {
        await bot.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}
