import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startPlayground } from "../../playground/start.ts";
import type { Playground } from "../../playground/start.ts";
import { worldPeople } from "../../playground/world.ts";
import type { Platform } from "../../src/bot/platform.ts";
import { botScopes } from "../../src/bot/slack/manifest.ts";
import type { Message } from "../../src/notifications/message.ts";
import { temporaryFolder } from "../crash/support/bot.ts";
import { days, november, timeChart } from "../notifications/chart/charts.ts";
import { launchBrowser, skipsBrowserTests } from "../support/browser.ts";
import { platforms } from "./support/platforms.ts";
import { PHONE, visit } from "./support/visitor.ts";
import type { Visitor } from "./support/visitor.ts";

const used = [12, 9, 21, 18, 4, 3, 17, 22, 19, 16, 20, 5, 2, 18, 24, 19, 17, 23, 6, 4];
const total = used.map((_, day) => used.slice(0, day + 1).reduce((sum, one) => sum + one, 0));
const reached = total.at(-1) ?? 0;

const card: Message = {
  tone: "warning",
  title: `GPU hours, November: ${reached} of 400 used`,
  lines: ["At this rate 400 is reached on Fri 27 Nov (between Wed and Sat)."],
  facts: [{ label: "Resets", value: [{ time: november(31) }] }],
  table: {
    columns: ["Day", "GPU hours"],
    rows: [{ cells: ["Thu 19 Nov", "6"] }, { cells: ["Fri 20 Nov", "4"] }],
  },
  chart: timeChart({
    alt: `GPU hours in November: ${reached} of 400 used by 20 November. At this rate 400 is reached on 27 November.`,
    limit: { label: "Limit", value: 400 },
    series: [
      { name: "Total", as: "line", points: days(total) },
      { name: "Each day", as: "bars", points: days(used) },
    ],
    forecast: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30].map((day) => {
      const ahead = day - 20;
      return { at: november(day), low: reached + 10 * ahead, middle: reached + 17 * ahead, high: reached + 24 * ahead };
    }),
  }),
  attachments: [{ name: "usage-2026-11.csv", mediaType: "text/csv", content: "day,used\n2026-11-20,4\n" }],
};

describe.skipIf(skipsBrowserTests())("a picture on the page", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  const alice = worldPeople.find(({ id }) => id === "alice");
  let playground: Playground;
  let bots: readonly Platform[] = [];
  let browser: Browser;

  beforeAll(async () => {
    const slack = { botScopes: botScopes.map(({ scope }) => scope), events: [], commands: [] };
    [playground, browser] = await Promise.all([startPlayground({ dataDir: folder.path, slack }), launchBrowser()]);
    bots = platforms(playground);
    const parcel = { key: "delivery-1", maybeSent: false, message: card, timeZone: "Europe/Berlin" };
    for (const bot of bots) {
      await bot.start();
      await bot.messenger.send((bot.name === "slack" ? alice?.slackId : alice?.discordId) ?? "", parcel);
    }
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const bot of bots) await bot.stop();
    await playground?.close();
    folder.remove();
  });

  async function openCards(sight: Parameters<typeof visit>[2]): Promise<Visitor> {
    const visitor = await visit(browser, playground.pageUrl, sight);
    onTestFinished(() => visitor.leave());
    return visitor;
  }

  it.each(["light", "dark"] as const)("can be seen, heard and opened large, %s", async (colorScheme) => {
    const { page, slack, discord, look, barriers, complaints, untilPictured } = await openCards({ colorScheme });
    for (const pane of [slack, discord]) {
      await pane
        .getByRole("button", { name: /Quartermaster/u })
        .first()
        .click();
      await pane.getByRole("img", { name: /^GPU hours in November/u }).waitFor();
      await pane.getByText("usage-2026-11.csv").first().waitFor();
    }
    await untilPictured();
    await look(`charts-${colorScheme}`);
    expect(await barriers()).toEqual([]);

    const picture = slack.getByRole("button", { name: /^GPU hours in November/u });
    await picture.focus();
    await page.keyboard.press("Enter");
    const large = page.getByRole("dialog", { name: "Picture" });
    await large.getByText("Alternative text:").waitFor();
    await look(`charts-large-${colorScheme}`);
    expect(await barriers()).toEqual([]);
    await page.keyboard.press("Escape");
    await large.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)("fits a phone, %s", async (colorScheme) => {
    const { page, slack, look, untilPictured } = await openCards({ viewport: PHONE, colorScheme });
    await slack.getByRole("button", { name: "Channels" }).click();
    await slack
      .getByRole("button", { name: /Quartermaster/u })
      .first()
      .click();
    await slack.getByRole("img", { name: /^GPU hours in November/u }).scrollIntoViewIfNeeded();
    await untilPictured();
    await look(`charts-phone-${colorScheme}`);

    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(overflow).toBe(0);
  });
});
