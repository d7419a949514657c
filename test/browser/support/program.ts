import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const START_WITHIN_MS = 90_000;

/** The playground as a newcomer starts it. */
export interface Program {
  readonly pageUrl: string;
  output(): string;
  /** Ctrl+C; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Runs what `npm start` runs, with no settings but where the data go, and reads the address that it prints. */
export async function startProgram(dataDirectory: string): Promise<Program> {
  const child = spawnProgram(dataDirectory);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const pageUrl = await printedAddress(
    () => output,
    () => child.exitCode === null,
  );
  return {
    pageUrl,
    output: () => output,
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
}

export function spawnProgram(dataDirectory: string) {
  return spawn(process.execPath, ["src/main.ts"], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], QM_DATA_DIR: dataDirectory },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function printedAddress(output: () => string, isAlive: () => boolean): Promise<string> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (isAlive() && Date.now() < deadline) {
    const [, address] = /Open (http:\S+) to try it/u.exec(output()) ?? [];
    if (address !== undefined) return address;
    await sleep(50);
  }
  throw new Error(`the program printed no address:\n${output()}`);
}
