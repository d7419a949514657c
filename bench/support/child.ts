import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

export interface Child {
  readonly pid: number;
  /** The first line that matched. */
  readonly line: string;
  /** Milliseconds from the start of the process to that line. */
  readonly readyAfterMs: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs a program of this project as a process of its own, until it prints a line that matches. */
export async function startChild(
  script: string,
  environment: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Child> {
  const begun = performance.now();
  const child = spawn(process.execPath, ["--no-warnings", script], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (text) => {
      if (ready.test(text)) resolve(text);
    });
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it was ready`)));
  });
  return {
    pid: child.pid ?? 0,
    line,
    readyAfterMs: performance.now() - begun,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}

/** Resident memory of a process in MiB, from Linux's /proc. */
export function residentMebibytes(pid: number): number {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}
