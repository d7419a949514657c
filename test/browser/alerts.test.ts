import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startPlayground } from "../../playground/start.ts";
import type { Playground } from "../../playground/start.ts";
import { worldPeople } from "../../playground/world.ts";
import type { Platform } from "../../src/bot/platform.ts";
import { botScopes } from "../../src/bot/slack/manifest.ts";
import { alertCard } from "../../src/notifications/compose/alert.ts";
import { announcementCard } from "../../src/notifications/compose/announcement.ts";
import { digestCard } from "../../src/notifications/compose/alert-digest.ts";
import { stepLine } from "../../src/notifications/compose/alert-step.ts";
import type { Message } from "../../src/notifications/message.ts";
import { RetryLater } from "../../src/notifications/messenger.ts";
import type { Handle, Sending } from "../../src/notifications/messenger.ts";
import { temporaryFolder } from "../crash/support/bot.ts";
import { aCard, anAlert, aReader, at, clock, hours } from "../notifications/compose/alert-sample.ts";
import { anAnnouncement } from "../notifications/compose/announcement-sample.ts";
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
const plain = { meter: undefined, limit: null, levels: [], level: 0, window: "", windowEnd: null } as const;
const unusual = { hours: 1, seen: hours(340).toString(), baseline: hours(100).toString(), score: 6.41 };
const causes = [
  { cause: "exit 137, image cuda:12", count: 4, jobs: ["train-1", "train-2"] },
  { cause: "exit 1, image base", count: 2 },
];
const elsewhere = {
  summary: "Node gpu-3 is down",
  description: "No answer for 5 minutes.\ninstance gpu-3:9100",
  source: "Alertmanager at prometheus.example.com",
  link: "https://prometheus.example.com/graph",
  since: at("21T09:00").toISOString(),
};
const ended = { phase: "resolved", resolution: "fell", resolvedAt: at("21T10:20") } as const;
/** Of each kind that looks unlike the others. */
const kinds: readonly Message[] = [
  aCard({ alert: { kind: "overage", severity: "critical", level: 2, value: hours(416) }, running: ["train-llava"] }),
  aCard({ alert: { ...plain, meter: anAlert().meter, kind: "unusual", facts: unusual }, state: undefined }),
  aCard({ alert: { ...plain, kind: "failures", value: 6n, facts: { ended: 10, failed: 6, hours: 1, causes } } }),
  aCard({
    alert: { ...plain, kind: "idle", facts: { holder: "Bob Ekman", holds: "8 GPUs", hours: 6, busyPercent: 2 } },
  }),
  aCard({ alert: { ...plain, kind: "external", severity: "critical", facts: elsewhere } }),
  aCard({ alert: { ...plain, ...ended, kind: "external", facts: { ...elsewhere, summary: "Node gpu-4 is down" } } }),
].map((card) => alertCard(card, aReader(), clock));
const announced = anAnnouncement({
  title: "Maintenance on Friday",
  body: "Down from 18:00. See https://example.com/status.",
});
const corrected = { title: "New door codes", correctedAt: at("21T12:00"), correctedByName: "Chen Li" };
const withdrawn = { state: "recalled", recalledByName: "Alice Moreau", recalledAt: at("21T13:00") };
const announcements = [
  announcementCard({ ...announced, severity: "critical" }, { channel: "slack", hasConfirmed: false }),
  announcementCard({ ...announced, ...corrected }, { channel: "slack", hasConfirmed: true }),
  announcementCard({ ...announced, ...withdrawn }, { channel: "slack", hasConfirmed: false }),
];
const cards: readonly Message[] = [
  ...kinds,
  ...announcements,
  digestCard({ id: "d1", kind: "daily", sentAt: null, alerts: rows }, { isMasked: false }),
  alertCard(aCard({ alert: over }), aReader(), clock),
  alertCard(aCard(), aReader(), clock),
];

const cardOf = (alert: object) => alertCard(aCard({ alert }), aReader(), clock);

/** Sends when the platform lets it. */
async function sent(send: () => Promise<Sending>): Promise<Handle> {
  try {
    const sending = await send();
    if (sending.outcome === "sent") return sending.handle;
    throw new Error(JSON.stringify(sending));
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await sleep((error.afterSeconds ?? 1) * 1_000);
    return sent(send);
  }
}

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
      for (const [index, message] of cards.entries())
        await sent(() =>
          bot.messenger.send(idOf(bot), {
            key: `card-${index}`,
            maybeSent: false,
            message,
            timeZone: "Europe/Berlin",
          }),
        );
    }
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const bot of bots) await bot.stop();
    await playground?.close();
    folder.remove();
  });

  function idOf({ name }: Platform): string {
    return (name === "slack" ? alice?.slackId : alice?.discordId) ?? "";
  }

  async function open(sight: Parameters<typeof visit>[2]): Promise<Visitor> {
    const visitor = await visit(browser, playground.pageUrl, sight);
    onTestFinished(() => visitor.leave());
    return visitor;
  }

  it.each(["light", "dark"] as const)("can be read, heard and pressed, %s", async (colorScheme) => {
    const { slack, discord, look, barriers, complaints, untilPictured } = await open({ colorScheme });
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
    await untilPictured();
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

  it.each(["light", "dark"] as const)("are edited through their life, with what happened below, %s", async (theme) => {
    const { slack, discord, look, barriers, untilPictured } = await open({ colorScheme: theme });
    const acknowledged = { by: "Chen Li", at: at("21T10:00") };
    const snoozed = { by: "Chen Li", until: at("21T20:00") };
    const levels = { level: 2, severity: "critical", value: hours(400) } as const;
    const raised = { kind: "raised", level: 2, value: hours(400), limit: hours(400), actorName: null, note: null };
    const life = [
      { name: "firing", alert: {}, says: /Vision Lab has used 95 %/u },
      { name: "acknowledged", alert: { acknowledged }, says: /Acknowledged by Chen Li/u },
      { name: "raised", alert: { ...levels, acknowledged }, says: /Levels reached: 80 %, 95 % and 100 %/u },
      { name: "snoozed", alert: { ...levels, acknowledged, snoozed }, says: /Snoozed by Chen Li until/u },
      { name: "over", alert: { ...levels, ...over, acknowledged }, says: /The limit was raised by Alice Moreau/u },
    ];
    const parcel = (message: Message, step: string) => ({
      key: `${theme}-${step}`,
      maybeSent: false,
      message,
      timeZone: "Europe/Berlin",
    });
    const handles = new Map<Platform, Handle>();
    for (const { name, alert, says } of life) {
      for (const bot of bots) {
        const pane = bot.name === "slack" ? slack : discord;
        const handle = handles.get(bot);
        const next = parcel(cardOf(alert), name);
        const { messenger } = bot;
        const shown = await sent(() => (handle ? messenger.update(handle, next) : messenger.send(idOf(bot), next)));
        handles.set(bot, shown);
        const line = parcel(stepLine(anAlert(levels), { ...raised, at: at("21T11:00") }), "step");
        if (name === "raised")
          await sent(() => messenger.reply?.(shown, line) ?? Promise.resolve({ outcome: "gone" } as const));
        await pane
          .getByRole("button", { name: /Quartermaster/u })
          .first()
          .click();
        await pane.getByRole("article").filter({ hasText: says }).last().waitFor();
      }
      await untilPictured();
      await look(`alerts-life-${name}-${theme}`);
    }
    await discord
      .getByRole("article")
      .filter({ hasText: "100 % is reached now: 400 of 400 GPU hours" })
      .last()
      .waitFor();
    await slack.getByRole("button", { name: "1 reply" }).last().click();
    await slack.getByText("100 % is reached now: 400 of 400 GPU hours").waitFor();
    await look(`alerts-life-thread-${theme}`);
    expect(await barriers()).toEqual([]);
  });

  it.each(["light", "dark"] as const)("of each kind can be looked at, %s", async (colorScheme) => {
    const { slack, discord, look, untilPictured } = await open({ colorScheme });
    const ofKinds = [
      /passed its limit: 104 %/u,
      /3.4 times the usual/u,
      /exit 137/u,
      /has held 8 GPUs/u,
      /Node gpu-3 is down/u,
      /Over: Node gpu-4 is down/u,
      /Maintenance on Friday/u,
      /was withdrawn by Alice Moreau/u,
    ];
    for (const pane of [slack, discord])
      await pane
        .getByRole("button", { name: /Quartermaster/u })
        .first()
        .click();
    for (const [index, says] of ofKinds.entries()) {
      for (const pane of [slack, discord]) await pane.getByText(says).first().scrollIntoViewIfNeeded();
      await untilPictured();
      await look(`alerts-kind-${index}-${colorScheme}`);
    }
    expect(await slack.getByText(/Told from|from unusual on/u).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("fit a phone, %s", async (colorScheme) => {
    const { page, slack, look, untilPictured } = await open({ viewport: PHONE, colorScheme });
    await slack.getByRole("button", { name: "Channels" }).click();
    await slack
      .getByRole("button", { name: /Quartermaster/u })
      .first()
      .click();
    await slack
      .getByText(/Vision Lab has used 95 %/u)
      .first()
      .scrollIntoViewIfNeeded();
    await untilPictured();
    await look(`alerts-phone-${colorScheme}`);

    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(overflow).toBe(0);
  });
});
