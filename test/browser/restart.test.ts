import { rmSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../crash/support/bot.ts";
import { launchBrowser, skipsBrowserTests } from "../support/browser.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { visit } from "./support/visitor.ts";

describe.skipIf(skipsBrowserTests())("the playground, started again on the same data", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let program: Program;
  let browser: Browser;

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(folder.path), launchBrowser()]);
    const { page, slack, write, become, leave } = await visit(browser, program.pageUrl);
    await write(slack, "/qm invite create @bob role:admin");
    await page.keyboard.press("Enter");
    await slack.getByText("Invited Bob Ekman to Vision Lab as admin").waitFor();
    await become("Bob");
    await slack
      .getByRole("button", { name: /^.*Quartermaster/u })
      .first()
      .click();
    await slack.getByRole("button", { name: "Accept" }).waitFor();
    await leave();
    await program.stop();
    program = await startProgram(folder.path);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it("says only where to go", () => {
    expect(program.output()).toBe(`Quartermaster is ready. Open ${program.pageUrl} to try it.\n`);
  });

  it("still has the conversations, and their buttons work", async () => {
    const { page, slack, become, leave } = await visit(browser, program.pageUrl);
    await become("Bob");
    await slack
      .getByRole("button", { name: /^.*Quartermaster/u })
      .first()
      .click();
    await slack.getByRole("button", { name: "Accept" }).click();

    await slack.getByText("You joined Vision Lab as admin").first().waitFor();
    const complaints = await page.getByRole("alert").allTextContents();
    expect(complaints.join("")).toBe("");
    await leave();
  });

  it("has everybody once", async () => {
    const { page, slack, write, leave } = await visit(browser, program.pageUrl);
    await write(slack, "/qm member list");
    await page.keyboard.press("Enter");

    const list = slack.getByRole("article").filter({ hasText: "People in Vision Lab: 4" });
    await list.waitFor();
    for (const name of ["Alice Moreau", "Bob Ekman", "Chen Li", "Dana Okafor"]) {
      expect(await list.getByText(name).count()).toBe(1);
    }
    await leave();
  });

  it("starts though its conversations were deleted, and knows everybody", async () => {
    await program.stop();
    rmSync(path.join(folder.path, "playground.json"));
    program = await startProgram(folder.path);

    const { page, slack, write, leave } = await visit(browser, program.pageUrl);
    await write(slack, "/qm member list");
    await page.keyboard.press("Enter");
    const list = slack.getByRole("article").filter({ hasText: "People in Vision Lab: 4" });
    await list.waitFor();
    expect(await list.count()).toBe(1);
    await leave();
  });
});
