import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startEmbedded } from "../../src/storage/embedded.ts";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";
import { startBot, temporaryFolder } from "./support/bot.ts";
import type { Bot } from "./support/bot.ts";
import { untrueCards } from "./support/cards.ts";
import { startCrowd } from "./support/crowd.ts";
import { atMoment } from "./support/moments.ts";
import type { Effect } from "./support/moments.ts";
import { seeded } from "./support/random.ts";
import { openTown, settle } from "./support/town.ts";
import type { Town } from "./support/town.ts";

const SEED = 20_261_121;
/** What the bot is killed at: a moment, or the instant in which the platform has done what it was asked. */
const MOMENTS = [
  "sent",
  "any time",
  "edited",
  "sent",
  "any time",
  "sent",
  "any time",
  "edited",
  "sent",
  "any time",
] as const;
const LONGEST_LIFE_MS = 2_000;

const folder = temporaryFolder();
let town: Town;
let server: EmbeddedServer;
let client: pg.Client;
let bot: Bot;
const postmasters = new Set<number>();

/** Lives through every kill, then waits for the last bot to catch up. */
beforeAll(async () => {
  town = await openTown();
  const start = () => startBot({ ...town, dataDirectory: folder.path });
  bot = await start();
  server = await startEmbedded(folder.path);
  client = new pg.Client(server.address);
  await client.connect();
  await settle(town, client);

  const random = seeded(SEED);
  for (const moment of MOMENTS) {
    const over = new AbortController();
    addFaults(town);
    startCrowd(town, random, over.signal);
    await (moment === "any time" ? sleep(200 + random() * LONGEST_LIFE_MS) : effect(moment, random));
    await bot.kill();
    over.abort();
    postmasters.add(postmasterOf(server));
    bot = await start();
  }
  clearFaults(town);
  await goOnUntilEnough(random);
  await vi.waitUntil(async () => (await unfinished()) === 0, { timeout: 60_000, interval: 500 });
}, 240_000);

afterAll(async () => {
  await bot?.stop();
  await client?.end();
  await server?.stop();
  await town?.close();
  folder.remove();
});

/** How much happens between kills depends on the machine; a slow one gets the time it needs after the last. */
async function goOnUntilEnough(random: ReturnType<typeof seeded>): Promise<void> {
  const over = new AbortController();
  startCrowd(town, random, over.signal);
  await vi.waitUntil(hasSeenEnough, { timeout: 60_000, interval: 100 });
  over.abort();
}

/** More than ten invitations, in three states at least. */
async function hasSeenEnough(): Promise<boolean> {
  const { rows } = await client.query("SELECT state FROM invitation");
  return rows.length > 10 && new Set(rows.map(({ state }) => state)).size > 2;
}

describe("a bot that is killed again and again while invitations run", () => {
  it("shows every invitation once to each, in its true state", async () => {
    expect(await untrueCards(town, client)).toEqual([]);
  });

  it("has seen invitations and several of their ends", async () => {
    expect(await hasSeenEnough()).toBe(true);
  });

  it("gives up no delivery", async () => {
    const { rows } = await client.query("SELECT * FROM delivery WHERE state <> 'sent'");

    expect(rows).toEqual([]);
  });

  it("keeps an audit trail without a gap", async () => {
    const { text } = await town.on("slack", "alice").type("audit verify");

    expect(text).toMatch(/intact/u);
  });

  it("starts no second PostgreSQL", () => {
    postmasters.add(postmasterOf(server));

    expect([...postmasters]).toHaveLength(1);
  });
});

async function effect(kind: Effect, random: () => number): Promise<void> {
  const moment = { effect: kind, count: 1 + Math.floor(random() * 4), withinMs: 1.5 * LONGEST_LIFE_MS };
  await atMoment(town, moment, () => void bot.kill());
}

/** Answers that get lost and refusals that pass, beside the kills. */
function addFaults(all: Town): void {
  clearFaults(all);
  const { slack, discord } = all;
  for (const target of ["chat.postMessage", "chat.update"]) {
    slack.faults.add({ target, times: 1, effect: { kind: "dropped", when: "after-effect" } });
  }
  slack.faults.add({ target: "chat.update", times: 1, effect: { kind: "rate-limited", retryAfterSeconds: 1 } });
  discord.faults.add({
    target: "POST /channels/*/messages",
    times: 1,
    effect: { kind: "dropped", when: "after-effect" },
  });
}

function clearFaults({ slack, discord }: Town): void {
  slack.faults.clear();
  discord.faults.clear();
}

function postmasterOf({ folder: data }: EmbeddedServer): number {
  return Number(readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n")[0]);
}

/** Deliveries that are not settled, and audit entries that are not sealed. */
async function unfinished(): Promise<number | undefined> {
  const { rows } = await client.query<{ count: number }>(`
    SELECT (SELECT count(*) FROM delivery WHERE state = 'pending')::int
         + (SELECT count(*) FROM audit_entry WHERE sequence IS NULL)::int AS count`);
  return rows[0]?.count;
}
