import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startPlayground } from "../../playground/start.ts";
import type { Playground } from "../../playground/start.ts";
import { worldPeople } from "../../playground/world.ts";
import type { Platform } from "../../src/bot/platform.ts";
import { botScopes } from "../../src/bot/slack/manifest.ts";
import { alertCard } from "../../src/notifications/compose/alert.ts";
import { digestCard } from "../../src/notifications/compose/alert-digest.ts";
import type { Message } from "../../src/notifications/message.ts";
import { temporaryFolder } from "../crash/support/bot.ts";
import { aCard, anAlert, aReader, at, clock, hours } from "../notifications/compose/alert-sample.ts";
import { launchBrowser, skipsBrowserTests } from "../support/browser.ts";
import { platforms } from "./support/platforms.ts";
import { PHONE, visit } from "./support/visitor.ts";
import type { Visitor } from "./support/visitor.ts";

const over = {
  phase: "resolved",
  resolution: "limit-raised",
  resolvedBy: "Alice Moreau",
  limit: hours(600),
  resolvedAt: at("21T10:20"),
} as const;
const rows = Array.from({ length: 12 }, (_, index) =>
  anAlert({ id: `a${index}`, subjectName: `Person ${index + 1} in Vision Lab`, value: hours(400 - index * 5) }),
);
const cards: readonly Message[] = [
  digestCard({ id: "d1", kind: "daily", sentAt: null, alerts: rows }, { isMasked: false }),
  alertCard(aCard({ alert: over }), aReader(), clock),
  alertCard(aCard(), aReader(), clock),
];

describe.skipIf(skipsBrowserTests())("cards of alerts on the page", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  const alice = worldPeople.find(({ id }) => id === "alice");
  let playground: Playground;
  let bots: readonly Platform[] = [];
  let browser: Browser;

  beforeAll(async () => {
    const slack = { botScopes: botScopes.map(({ scope }) => scope), events: [], commands: [] };
    [playground, browser] = await Promise.all([startPlayground({ dataDir: folder.path, slack }), launchBrowser()]);
    bots = platforms(playground);
    for (const bot of bots) {
      await bot.start();
      const recipient = (bot.name === "slack" ? alice?.slackId : alice?.discordId) ?? "";
      for (const [index, message] of cards.entries())
        await bot.messenger.send(recipient, {
          key: `card-${index}`,
          maybeSent: false,
          message,
          timeZone: "Europe/Berlin",
        });
    }
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const bot of bots) await bot.stop();
    await playground?.close();
    folder.remove();
  });

  async function open(sight: Parameters<typeof visit>[2]): Promise<Visitor> {
    const visitor = await visit(browser, playground.pageUrl, sight);
    onTestFinished(() => visitor.leave());
    return visitor;
  }

  it.each(["light", "dark"] as const)("can be read, heard and pressed, %s", async (colorScheme) => {
    const { page, slack, discord, look, barriers, complaints } = await open({ colorScheme });
    for (const pane of [slack, discord]) {
      await pane
        .getByRole("button", { name: /Quartermaster/u })
        .first()
        .click();
      await pane
        .getByText(/Vision Lab has used 95 % of its GPU hours/u)
        .first()
        .waitFor();
      await pane.getByRole("button", { name: "Acknowledge" }).last().waitFor();
      await pane.getByText("warning · second level of three").last().waitFor();
    }
    await page.waitForFunction("[...document.images].every((image) => image.complete && image.naturalWidth > 0)");
    await look(`alerts-${colorScheme}`);
    for (const pane of [slack, discord])
      await pane
        .getByText(/none of them open|12 alerts/u)
        .first()
        .scrollIntoViewIfNeeded();
    await look(`alerts-digest-${colorScheme}`);
    expect(await barriers()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)("fit a phone, %s", async (colorScheme) => {
    const { page, slack, look } = await open({ viewport: PHONE, colorScheme });
    await slack.getByRole("button", { name: "Channels" }).click();
    await slack
      .getByRole("button", { name: /Quartermaster/u })
      .first()
      .click();
    await slack
      .getByText(/Vision Lab has used 95 %/u)
      .first()
      .scrollIntoViewIfNeeded();
    await page.waitForFunction("[...document.images].every((image) => image.complete && image.naturalWidth > 0)");
    await look(`alerts-phone-${colorScheme}`);

    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(overflow).toBe(0);
  });
});
