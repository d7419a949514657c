import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, Locator, Page } from "playwright-core";

const SCREENSHOTS = path.resolve(import.meta.dirname, "../../../test-output");
const WIDE = { width: 1360, height: 820 };
const LOOK_AGAIN_MS = 50;
const IS_PICTURED = `[...document.images]
  .filter((image) => image.getBoundingClientRect().bottom > 0 && image.getBoundingClientRect().top < innerHeight)
  .every((image) => image.complete && image.naturalWidth > 0)`;
export const PHONE = { width: 320, height: 640 };

interface Sight {
  readonly viewport?: typeof WIDE;
  readonly colorScheme?: "light" | "dark";
}

/** Somebody who has the page open. */
export interface Visitor {
  readonly page: Page;
  readonly slack: Locator;
  readonly discord: Locator;
  /** Errors that the browser's console showed. */
  readonly complaints: readonly string[];
  become(name: string): Promise<void>;
  /** Types into a composer with the keyboard, as it stands after a click on it. */
  write(pane: Locator, text: string): Promise<void>;
  /** Saves what is to be seen, for people to judge. */
  look(name: string): Promise<void>;
  /** Resolves when every picture in sight is there; others load when they are scrolled to. */
  untilPictured(): Promise<void>;
  /** What axe-core calls serious or critical, as "rule: where". */
  barriers(): Promise<readonly string[]>;
  leave(): Promise<void>;
}

export async function visit(browser: Browser, url: string, sight: Sight = {}): Promise<Visitor> {
  const { viewport = WIDE, colorScheme = "light" } = sight;
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.getByRole("radiogroup", { name: "Act as" }).waitFor();

  return {
    page,
    slack: page.getByRole("region", { name: "Slack" }),
    discord: page.getByRole("region", { name: "Discord" }),
    complaints,
    async become(name) {
      await page.getByRole("radio", { name: new RegExp(name, "u") }).click();
      // Until the panes are the new person's, a click would still be the old one's.
      await page.locator(`main[data-person="${name.toLowerCase()}"]`).waitFor();
    },
    async write(pane, text) {
      await composerIn(pane).click();
      await page.keyboard.type(text);
    },
    async look(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    },
    async untilPictured() {
      while (!(await page.evaluate(IS_PICTURED))) await sleep(LOOK_AGAIN_MS);
    },
    async barriers() {
      await page.evaluate(axe.source);
      const results = await page.evaluate<AxeResults>("axe.run()");
      return results.violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
    leave: () => context.close(),
  };
}

export function composerIn(pane: Locator): Locator {
  return pane.getByRole("textbox", { name: /^Message / });
}
