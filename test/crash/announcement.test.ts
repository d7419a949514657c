import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fillIn, words } from "../acceptance/story.ts";
import { openTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { foundVisionLab, urlOf } from "../support/scene.ts";
import { addAudience, audienceOnDiscord, audienceOnSlack } from "./support/audience.ts";
import { startBot, temporaryFolder } from "./support/bot.ts";
import type { Bot } from "./support/bot.ts";
import { atMoment } from "./support/moments.ts";
import { openTown } from "./support/town.ts";
import type { Town } from "./support/town.ts";

const TITLE = "Maintenance tonight";
/** Messages after which the program is killed, each time from its start on. */
const KILLED_AFTER = [15, 60] as const;
/** With Alice, who sends it. */
const RECIPIENTS = audienceOnSlack.length + audienceOnDiscord.length + 1;

const folder = temporaryFolder();
let bot: Bot;
let town: Town;
let database: TestDatabase;

/** Sends one announcement, is killed twice amid it while answers are lost, and lets the last program finish. */
beforeAll(async () => {
  [town, database] = await Promise.all([
    openTown({ onSlack: audienceOnSlack, onDiscord: audienceOnDiscord }),
    openTestDatabase(),
  ]);
  const start = () => startBot({ ...town, dataDirectory: folder.path, databaseUrl: urlOf(database) });
  bot = await start();
  await foundVisionLab(town);
  await addAudience(database.db);

  for (const [kill, count] of KILLED_AFTER.entries()) {
    addFaults();
    const dying = atMoment(town, { effect: "sent", count, withinMs: 60_000 }, () => void bot.kill());
    if (kill === 0) void sendIt().catch(() => undefined);
    if (!(await dying)) throw new Error(`it was not killed at message ${count}`);
    await bot.kill();
    bot = await start();
  }
  town.slack.faults.clear();
  town.discord.faults.clear();
  await quiet();
}, 300_000);

afterAll(async () => {
  await bot?.kill();
  await town?.close();
  await database?.close();
  folder.remove();
});

/** As a person does it who is asked to type how many they are. */
async function sendIt(): Promise<void> {
  const alice = town.on("slack", "alice");
  const preview = await alice.type(`announce create "${TITLE}" "Down from 18:00." vision-lab`);
  const question = await preview.press("Send");
  await fillIn(await question.press("Send"), { Type: String(RECIPIENTS) });
}

function addFaults(): void {
  const { slack, discord } = town;
  const lost = { kind: "dropped", when: "after-effect" } as const;
  const effects = [
    lost,
    { kind: "server-error", status: 500 },
    lost,
    { kind: "rate-limited", retryAfterSeconds: 1 },
  ] as const;
  for (const effect of effects) {
    slack.faults.add({ target: "chat.postMessage", times: 1, effect });
    discord.faults.add({ target: "POST /channels/*/messages", times: 1, effect });
  }
}

/** All is sent, and the announcement over. */
async function quiet(): Promise<void> {
  await vi.waitFor(async () => expect(await unfinished()).toEqual([]), { timeout: 120_000, interval: 250 });
}

function unfinished(): Promise<readonly unknown[]> {
  return database.db.$queryRaw`
    SELECT 'announcement' AS what, state, NULL AS error FROM announcement WHERE NOT settled OR state <> 'sent'
    UNION ALL SELECT subject, state::text, error FROM delivery WHERE state = 'pending'`;
}

const isIt = (message: unknown) => JSON.stringify(message).includes("Down from 18:00.");

/** The bot's direct messages to each, as many as tell of it. */
function heard(): readonly { readonly id: string; readonly times: number }[] {
  const { slack, discord } = town;
  return [
    ...audienceOnSlack.map(({ id }) => {
      const direct = slack
        .as(id)
        .channels()
        .filter(({ kind }) => kind === "app");
      return { id, times: direct.flatMap((one) => slack.as(id).messages(one.id)).filter(isIt).length };
    }),
    ...audienceOnDiscord.map(({ id }) => {
      const direct = discord
        .as(id)
        .channels()
        .filter(({ kind }) => kind === "direct");
      return { id, times: direct.flatMap((one) => discord.as(id).messages(one.id)).filter(isIt).length };
    }),
  ];
}

describe("an announcement whose program is killed while it goes out, amid lost answers", () => {
  it("reaches each once, counted where it is read", () => {
    expect(heard().filter(({ times }) => times !== 1)).toEqual([]);
  });

  it("is written down once for each, and as sent", async () => {
    const { id } = await database.db.announcement.findFirstOrThrow();
    const counted = await database.db.delivery.groupBy({
      by: ["state", "shownVersion"],
      where: { subject: "announcement", subjectId: id },
      _count: true,
    });
    expect(counted).toEqual([{ state: "sent", shownVersion: 1, _count: RECIPIENTS }]);
  });

  it("tells its sender rightly afterwards how far it came", async () => {
    const card = await town
      .on("slack", "alice")
      .receives(new RegExp(`${TITLE}[^]*was sent to ${RECIPIENTS} of ${RECIPIENTS}`, "u"));
    expect(words(card)).not.toMatch(/not reached/u);
    const { text } = await town.on("slack", "alice").type(`announce show "${TITLE}"`);
    expect(text).toMatch(new RegExp(`was sent to ${RECIPIENTS} of ${RECIPIENTS}`, "u"));
  });
});
