import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { env } from "node:process";
import { onTestFinished } from "vitest";

const NAMES = ["prometheus-alertmanager", "alertmanager"];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findAlertmanager(): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [env["QM_ALERTMANAGER"] ?? "", ...onPath].find((path) => path !== "" && isExecutable(path));
}

/** Whether there is none to try with, for `describe.skipIf`. With `CI=true` that is an error instead. */
export function lacksAlertmanager(): boolean {
  if (findAlertmanager() !== undefined) return false;

  const reason = "there is no Alertmanager: install prometheus-alertmanager, or name one in QM_ALERTMANAGER";
  if (env["CI"] === "true") throw new Error(`Alertmanager's tests cannot run, ${reason}.`);
  process.stderr.write(`Alertmanager's tests skipped, ${reason}.\n`);
  return true;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A real Alertmanager, ended with the test, that tells of its alerts at an address with a key. Resolves to its own. */
export async function anAlertmanager(hook: { readonly url: string; readonly key: string }): Promise<string> {
  const binary = findAlertmanager();
  if (binary === undefined) throw new Error("There is no Alertmanager to start.");
  const folder = await mkdtemp(join(tmpdir(), "qm-alertmanager-"));
  const receiver = {
    name: "quartermaster",
    webhook_configs: [{ url: hook.url, http_config: { authorization: { credentials: hook.key } } }],
  };
  const route = { receiver: receiver.name, group_by: ["..."], group_wait: "100ms", group_interval: "500ms" };
  const configuration = join(folder, "alertmanager.yml");
  // What is JSON is YAML.
  await writeFile(configuration, JSON.stringify({ route, receivers: [receiver] }));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    binary,
    [
      `--config.file=${configuration}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=${listen}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.kill("SIGKILL")) await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://${listen}`;
  await ready(url);
  return url;
}

async function ready(url: string): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error("the Alertmanager is not ready in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
