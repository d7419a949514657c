import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { urlOf } from "../support/scene.ts";
import { startBareSlack } from "./slack-bare.ts";
import type { BareSlack } from "./slack-bare.ts";
import { slackPerson, until } from "./slack-person.ts";

const main = new URL("../../src/main.ts", import.meta.url).pathname;

let slack: BareSlack;
let database: TestDatabase;
let folder: string;
let program: Program | undefined;

interface Program {
  readonly child: ChildProcess;
  readonly said: { out: string; error: string };
  readonly code: Promise<number | null>;
}

beforeEach(async () => {
  [slack, database] = await Promise.all([startBareSlack(), openTestDatabase()]);
  folder = mkdtempSync(path.join(os.tmpdir(), "qm-program-"));
});
afterEach(async () => {
  program?.child.kill("SIGTERM");
  await program?.code;
  await Promise.all([slack.close(), database.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** The program itself, as an operator starts it. */
function start(environment: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"] ?? "",
      QM_PORT: "0",
      QM_DATA_DIR: folder,
      DATABASE_URL: urlOf(database),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", error: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.error += chunk.toString()));
  const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, said, code };
}

describe("the program", () => {
  it("prints the claim code with which the first person registers, and ends when told to", async () => {
    const started = start({
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
    });
    program = started;
    const code = await until(() => /Claim code: (\S+)/u.exec(started.said.out)?.[1], "the claim code");
    await until(() => (started.said.out.includes("Quartermaster is ready") ? true : undefined), "readiness");

    const alice = slackPerson(slack, "UALICE");
    expect((await alice.type("register")).text).toMatch(/log of the server's first start/u);
    expect((await alice.type(`register claim:${code}`)).text).toMatch(/Super Admin/u);
    started.child.kill("SIGTERM");
    expect(await started.code).toBe(0);
  });

  it("ends with one line on the error output when a token is refused", async () => {
    program = start({ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: "xoxb-wrong", SLACK_APP_TOKEN: slack.appToken });

    expect(await program.code).toBe(1);
    const lines = program.said.error
      .trim()
      .split("\n")
      .filter((line) => !line.includes("Warning"));
    expect(lines).toEqual([expect.stringMatching(/^SLACK_BOT_TOKEN was refused by Slack \(invalid_auth\): /u)]);
  });
});
