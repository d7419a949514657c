import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { LocalDiscord } from "../../../playground/discord/contract.ts";
import type { LocalSlack } from "../../../playground/slack/contract.ts";
import { CLAIM_CODE } from "../../support/scene.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** As in package.json. */
const START = ["--no-warnings=ExperimentalWarning", "--import", "./src/keep-compiled.ts", "src/main.ts"];
const READY = "Quartermaster is ready";
const READY_WITHIN_MS = 60_000;

export interface BotOptions {
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  readonly dataDirectory: string;
  /** Absent: the embedded server under dataDirectory. */
  readonly databaseUrl?: string;
}

/** The bot as an operator runs it: a process of its own. */
export interface Bot {
  /** Everything it wrote, the log's lines among it. */
  output(): string;
  /** Where it serves its API. */
  readonly url: string;
  readonly isAlive: boolean;
  /** SIGKILL, at once; resolves when the process is gone. */
  kill(): Promise<void>;
  /** As an operator stops it. */
  stop(): Promise<void>;
}

/** Starts the bot and waits until it serves. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const child = spawn(process.execPath, START, {
    cwd: ROOT,
    env: environmentOf(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  await ready(child, () => output).catch(async (error: unknown) => {
    await end("SIGKILL");
    throw error;
  });
  return {
    output: () => output,
    url: /listens on (\S+)\./u.exec(output)?.[1] ?? "",
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer);
      reject(new Error(`the bot did not start:\n${output()}`));
    };
    const timer = setTimeout(fail, READY_WITHIN_MS);
    child.once("close", fail);
    child.stdout?.on("data", () => {
      if (!output().includes(READY)) return;
      clearTimeout(timer);
      child.removeListener("close", fail);
      resolve();
    });
  });
}

function environmentOf({ slack, discord, dataDirectory, databaseUrl }: BotOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    SLACK_BOT_TOKEN: slack.credentials.botToken,
    SLACK_APP_TOKEN: slack.credentials.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    QM_DATA_DIR: dataDirectory,
    QM_PORT: "0",
    QM_CLAIM_CODE: CLAIM_CODE,
    LOG_LEVEL: "warn",
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  };
}

/** A folder that an unprivileged server can reach; `remove` deletes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-crash-"));
  chmodSync(folder, 0o755);
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
