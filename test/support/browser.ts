import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--disable-sync",
];

/** Where Chromium is: `QM_CHROMIUM`, Debian's place, or the PATH; undefined when nowhere. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const onPath = (environment["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "chromium"));
  return [environment["QM_CHROMIUM"] ?? "", "/usr/bin/chromium", ...onPath].find(
    (path) => path !== "" && existsSync(path),
  );
}

/**
 * Whether browser tests are to be skipped, for `describe.skipIf(skipsBrowserTests())`. Says so on one line, with the
 * reason. With `CI=true` a missing browser is an error instead.
 */
export function skipsBrowserTests(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (findChromium(environment) !== undefined) return false;

  const reason = "there is no chromium: install it, or name one in QM_CHROMIUM";
  if (environment["CI"] === "true") throw new Error(`The browser tests cannot run, ${reason}.`);
  process.stderr.write(`Browser tests skipped, ${reason}.\n`);
  return true;
}

/** Starts Chromium without any traffic of its own. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("There is no chromium to launch.");
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
