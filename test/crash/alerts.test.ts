import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { foundVisionLab, urlOf } from "../support/scene.ts";
import { courses, live, raise, settleLabs } from "./support/alert-labs.ts";
import type { Labs } from "./support/alert-labs.ts";
import { startBot, temporaryFolder } from "./support/bot.ts";
import type { Bot } from "./support/bot.ts";
import { postedIn } from "./support/posted.ts";
import type { Posted } from "./support/posted.ts";
import { atMoment } from "./support/moments.ts";
import { seeded } from "./support/random.ts";
import { openTown } from "./support/town.ts";
import type { Town } from "./support/town.ts";

const SEED = 20_261_122;
const INSTANCES = 10;
/** At once; more would only start more slowly. */
const STARTED_AT_ONCE = 2;
/** Together, in the instant in which something was sent, so that who has sent it is likely to be among them. */
const KILLED_TOGETHER = 5;
const KILLED_LATER = 5;
const CHANNELS = 2;

const folder = temporaryFolder();
const random = seeded(SEED);
const bots: Bot[] = [];
const replaced: Promise<void>[] = [];
let turns = 0;
let town: Town;
let database: TestDatabase;
let labs: Labs;

/** Ten programs on one database; some are killed while limits are used up, and started again; then all catch up. */
beforeAll(async () => {
  [town, database] = await Promise.all([openTown(), openTestDatabase()]);
  bots.push(await start());
  await foundVisionLab(town);
  labs = await settleLabs(town, database.db);
  await quiet();
  while (bots.length < INSTANCES) bots.push(...(await Promise.all(Array.from({ length: nextStarts() }, start))));
  await vi.waitUntil(areAllReady, { timeout: 30_000 });

  addFaults();
  const together = atMoment(town, { effect: "sent", count: 2, withinMs: 60_000 }, () => killSome(KILLED_TOGETHER));
  const lives = Promise.all(courses.map((course) => live(course, { labs, random, bot: anyBot })));
  if (!(await together)) throw new Error("nothing was sent");
  for (let kill = 0; kill < KILLED_LATER; kill++) {
    addFaults();
    await sleep(200 + random() * 800);
    killSome(1);
  }
  await lives;
  addFaults();
  for (const course of courses) await raise(town, course);
  await Promise.all(replaced);
  clearFaults();
  await quiet();
}, 600_000);

afterAll(async () => {
  await Promise.all(bots.map((one) => one.kill()));
  await town?.close();
  await database?.close();
  folder.remove();
});

const start = () => startBot({ ...town, dataDirectory: folder.path, databaseUrl: urlOf(database) });
const nextStarts = () => Math.min(STARTED_AT_ONCE, INSTANCES - bots.length);
const anyBot = () => bots[Math.floor(random() * bots.length)];

async function areAllReady(): Promise<boolean> {
  const answers = await Promise.all(bots.map(({ url }) => fetch(`${url}/readyz`)));
  return answers.every(({ status }) => status === 200);
}

/** At once, where they stand; others take their places, a few at a time. */
function killSome(count: number): void {
  const alive = [...bots.keys()].filter((index) => bots[index]?.isAlive);
  for (let killed = 0; killed < count && alive.length > 0; killed++) {
    const [index = 0] = alive.splice(Math.floor(random() * alive.length), 1);
    const gone = bots[index]?.kill();
    const turn = turns++ % STARTED_AT_ONCE;
    replaced[turn] = (replaced[turn] ?? Promise.resolve()).then(() => gone).then(() => startAt(index));
  }
}

async function startAt(index: number): Promise<void> {
  bots[index] = await start();
}

/** Never many at once: after each failure in a row a delivery waits for twice as long. */
function addFaults(): void {
  clearFaults();
  const { slack, discord } = town;
  const effects = [
    { kind: "dropped", when: "after-effect" },
    { kind: "dropped", when: "before-effect" },
    { kind: "server-error", status: 500 },
    { kind: "rate-limited", retryAfterSeconds: 1 },
  ] as const;
  for (const effect of effects) {
    for (const target of ["chat.postMessage", "chat.update"]) slack.faults.add({ target, times: 1, effect });
    for (const target of ["POST /channels/*/messages", "PATCH /channels/*"])
      discord.faults.add({ target, times: 1, effect });
  }
}

function clearFaults(): void {
  town.slack.faults.clear();
  town.discord.faults.clear();
}

/** Nothing is left to evaluate or to send, and stays so. */
async function quiet(): Promise<void> {
  for (let seen = 0; seen < 2; seen++) {
    await vi.waitFor(async () => expect(await unfinished()).toEqual([]), { timeout: 120_000, interval: 250 });
    await sleep(300);
  }
}

function unfinished(): Promise<readonly unknown[]> {
  return database.db.$queryRaw`
    SELECT 'usage' AS what, NULL AS state, NULL AS error, NULL AS attempts FROM usage_touched
    UNION ALL SELECT subject, state::text, error, attempts FROM delivery WHERE state <> 'sent'`;
}

interface Sent {
  readonly subject: string;
  readonly alert: string | null;
  readonly recipient: string;
  readonly address: string;
}

function sent(): Promise<readonly Sent[]> {
  return database.db.$queryRaw`
    SELECT d.subject, d.recipient, a.subject_name AS alert,
      (d.handle->>'channel') || '/' || coalesce(d.handle->>'ts', d.handle->>'message') AS address
    FROM delivery d LEFT JOIN alert a ON d.subject = 'alert' AND a.id = d.subject_id
    WHERE d.tenant_id = ${labs.tenantId}::uuid AND d.channel IN ('slack', 'discord')`;
}

describe("ten instances, some of which are killed, amid lost answers and refusals", () => {
  it("fire each alert once, and leave it as it is in the end", async () => {
    const { db } = database;
    for (const { name, alerts } of courses) {
      const rows = await db.alert.findMany({ where: { subjectName: name }, orderBy: { kind: "asc" } });
      expect(rows.map(stateOf)).toEqual(alerts);
    }
  });

  it("show each recipient exactly one card of each alert, in its true state", async () => {
    const posted = new Map(postedIn(town).map((one) => [one.id, one]));
    const rows = await sent();
    for (const { name, card } of courses) {
      const cards = rows.filter(({ subject, alert }) => subject === "alert" && alert === name);
      expect(new Set(cards.map(({ recipient }) => recipient)).size).toBe(labs.keepers + CHANNELS);
      expect(cards.map(({ address }) => textOf(posted.get(address)))).toEqual(
        Array.from({ length: labs.keepers + CHANNELS }, () => expect.stringMatching(card)),
      );
    }
  });

  it("show it once in each conversation, counted where it is read", () => {
    const cards = postedIn(town).filter(({ isReply }) => !isReply);
    for (const { name, card } of courses) {
      const places = cards.filter(({ text }) => card.test(text)).map(({ conversation }) => conversation);
      expect({ name, cards: places.length, places: new Set(places).size }).toEqual({
        name,
        cards: labs.keepers + CHANNELS,
        places: labs.keepers + CHANNELS,
      });
    }
  });

  it("show nothing twice, and nothing that is not written down", async () => {
    const told = (await sent()).map(({ address }) => address);
    expect(new Set(told).size).toBe(told.length);
    expect(postedIn(town).filter(({ id }) => !told.includes(id))).toEqual([]);
  });
});

const textOf = (posted: Posted | undefined) => posted?.text ?? "not shown";

interface Row {
  readonly kind: string;
  readonly phase: string;
  readonly level: number;
  readonly levels: unknown;
  readonly resolution: string | null;
}

function stateOf({ kind, phase, level, levels, resolution }: Row): string {
  // Safe: as levelsKept writes them.
  const { name } = (levels as { name: string }[])[level] ?? {};
  return [kind, phase, resolution ?? name].join(" ");
}
