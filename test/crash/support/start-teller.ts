import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { promisify } from "node:util";
import type { Address } from "../../../src/storage/database.ts";
import type { Town } from "./town.ts";

const FILE = path.join(import.meta.dirname, "teller.ts");
const run = promisify(execFile);

/** An instance that evaluates and tells, and serves nobody: a process of its own. */
export interface Teller {
  /** SIGKILL, at once; resolves when the process is gone. */
  kill(): Promise<void>;
}

interface TellerOptions {
  readonly town: Town;
  readonly address: Address;
  /** Where `compileTeller` left what they share. */
  readonly compiled: string;
}

/** Compiles what tellers run into a folder, so that many start in little more time than one. */
export async function compileTeller(into: string): Promise<void> {
  const load = [
    "--no-warnings",
    "--input-type=module",
    "-e",
    `await import(${JSON.stringify(FILE)}).catch(() => process.exit(0))`,
  ];
  await run(process.execPath, load, { env: { ...process.env, ADDRESS: '{"port":1}', NODE_COMPILE_CACHE: into } });
}

/** Starts one and waits until it tells. */
export async function startTeller({ town: { slack, discord }, address, compiled }: TellerOptions): Promise<Teller> {
  const child = spawn(process.execPath, ["--no-warnings", FILE], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: compiled,
      ADDRESS: JSON.stringify(address),
      SLACK_URL: slack.apiUrl,
      SLACK_TOKEN: slack.credentials.botToken,
      DISCORD_URL: discord.apiUrl,
      DISCORD_BOT: discord.token,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "close");
  await Promise.race([
    once(child.stdout, "data"),
    gone.then(() => Promise.reject(new Error("a teller did not start"))),
  ]);
  return {
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
