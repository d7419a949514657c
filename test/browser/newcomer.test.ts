import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { launchBrowser, skipsBrowserTests } from "../support/browser.ts";
import { temporaryFolder } from "../crash/support/bot.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { composerIn, PHONE, visit } from "./support/visitor.ts";
import type { Visitor } from "./support/visitor.ts";

const SLOW = 60_000;
const themes = ["light", "dark"] as const;

describe.skipIf(skipsBrowserTests())("the playground, to a newcomer", { timeout: SLOW }, () => {
  const folder = temporaryFolder();
  let program: Program;
  let browser: Browser;

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(folder.path), launchBrowser()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  async function arrive(sight: Parameters<typeof visit>[2] = {}): Promise<Visitor> {
    const visitor = await visit(browser, program.pageUrl, sight);
    onTestFinished(() => visitor.leave());
    return visitor;
  }

  it("says in its output where to go, and nothing else", () => {
    expect(program.output()).toBe(`Quartermaster is ready. Open ${program.pageUrl} to try it.\n`);
  });

  it("leads from an invitation on Slack to the membership seen from Discord", async () => {
    const { page, slack, discord, write, become, look, complaints } = await arrive();
    await look("1-arrival");
    await write(slack, "/q");
    await page.keyboard.press("Tab");
    await page.keyboard.type("invite create @bo");
    await look("2-completion");
    await page.keyboard.press("Enter");
    await page.keyboard.type("role:admin");
    await page.keyboard.press("Enter");

    const answer = slack.getByRole("article").filter({ hasText: "Invited Bob Ekman to Vision Lab as admin" }).last();
    await answer.getByText("Only visible to you").waitFor();
    await look("3-invited");

    await page.getByRole("radio", { name: /Bob.*\d unread/u }).waitFor();
    await become("Bob");
    await slack.getByRole("button", { name: /Quartermaster.*\d unread/u }).click();
    await slack.getByRole("button", { name: "Accept" }).waitFor();
    await look("4-invitation");
    await slack.getByRole("button", { name: "Accept" }).click();
    await slack.getByText("You joined Vision Lab as admin").first().waitFor();
    await look("5-accepted");

    await write(discord, "/member list");
    await page.keyboard.press("Enter");
    await discord.getByRole("article").filter({ hasText: "Bob Ekman" }).filter({ hasText: "admin" }).last().waitFor();
    await look("6-members");
    expect(complaints).toEqual([]);
  });

  it("shows a form for what is left out, and each error at its field", async () => {
    const { page, slack, write, look, complaints } = await arrive();
    await write(slack, "/qm invite create");
    await page.keyboard.press("Enter");
    const form = page.getByRole("dialog", { name: "Invite somebody" });
    await form.waitFor();
    await look("7-form");
    await form.getByRole("button", { name: "Invite", exact: true }).click();

    await form.locator(".input-error, [role=alert]").first().waitFor();
    await look("8-form-errors");
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it("changes settings", async () => {
    const { page, slack, write, look, complaints } = await arrive();
    await write(slack, "/qm org settings members_can_invite:on");
    await page.keyboard.press("Enter");

    await slack
      .getByRole("article")
      .filter({ hasText: /members can invite/iu })
      .last()
      .waitFor();
    await look("9-settings");
    expect(complaints).toEqual([]);
  });

  it("needs no mouse", async () => {
    const { page, slack, look } = await arrive();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.getByRole("radio", { name: /Bob/u }).getAttribute("aria-checked")).toBe("true");
    await page.keyboard.press("ArrowLeft");
    const composer = composerIn(slack);
    while (!(await composer.evaluate((element) => element === element.ownerDocument.activeElement))) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type("/qm whoami");
    await page.keyboard.press("Enter");

    await slack
      .getByRole("article")
      .filter({ hasText: "Alice Moreau" })
      .filter({ hasText: "Vision Lab" })
      .last()
      .waitFor();
    await look("10-whoami-by-keyboard");
  });

  it.each(themes)("is readable on a phone, %s", async (colorScheme) => {
    const { page, slack, write, look } = await arrive({ viewport: PHONE, colorScheme });
    await write(slack, "/qm member list");
    await page.keyboard.press("Enter");
    await slack.getByRole("article").filter({ hasText: "People in Vision Lab" }).last().waitFor();
    await look(`11-phone-${colorScheme}`);

    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(overflow).toBe(0);
  });

  it.each(themes)("raises no serious barrier, %s", async (colorScheme) => {
    const { page, slack, discord, write, look, barriers } = await arrive({ colorScheme });
    await write(slack, "/qm member list");
    await page.keyboard.press("Enter");
    await write(discord, "/whoami");
    await page.keyboard.press("Enter");
    await discord.getByRole("article").filter({ hasText: "Alice Moreau" }).last().waitFor();
    await slack.getByRole("article").filter({ hasText: "People in Vision Lab" }).last().waitFor();
    await look(`12-${colorScheme}`);

    expect(await barriers()).toEqual([]);
  });
});
