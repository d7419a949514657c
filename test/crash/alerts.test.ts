import path from "node:path";
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
import { compileTeller, startTeller } from "./support/start-teller.ts";
import type { Teller } from "./support/start-teller.ts";
import { seeded } from "./support/random.ts";
import { openTown } from "./support/town.ts";
import type { Town } from "./support/town.ts";

const SEED = 20_261_122;
/** Beside the program that answers people. */
const TELLERS = 9;
const KILLS = 5;
const CHANNELS = 2;

const folder = temporaryFolder();
const compiled = path.join(folder.path, "compiled");
const random = seeded(SEED);
const tellers: Teller[] = [];
let bot: Bot;
let town: Town;
let database: TestDatabase;
let labs: Labs;

/** Ten processes on one database; five are killed while limits are used up, then all catch up. */
beforeAll(async () => {
  [town, database] = await Promise.all([openTown(), openTestDatabase(), compileTeller(compiled)]);
  bot = await start();
  await foundVisionLab(town);
  labs = await settleLabs(town, database.db);
  await quiet();
  tellers.push(...(await Promise.all(Array.from({ length: TELLERS }, startOne))));

  const lives = Promise.all(courses.map((course) => live(course, { labs, random, bot: () => bot })));
  for (let kill = 0; kill < KILLS; kill++) {
    addFaults();
    await sleep(200 + random() * 800);
    await (kill === 2 ? killProgram() : killSome());
  }
  await lives;
  addFaults();
  for (const course of courses) await raise(town, course);
  clearFaults();
  await quiet();
}, 240_000);

afterAll(async () => {
  await Promise.all([bot?.kill(), ...tellers.map((one) => one.kill())]);
  await town?.close();
  await database?.close();
  folder.remove();
});

const start = () => startBot({ ...town, dataDirectory: folder.path, databaseUrl: urlOf(database) });
const startOne = () => startTeller({ town, address: database.address, compiled });

/** One is killed where it stands, and another one takes its place. */
async function killSome(): Promise<void> {
  const index = Math.floor(random() * tellers.length);
  await tellers[index]?.kill();
  tellers[index] = await startOne();
}

async function killProgram(): Promise<void> {
  await bot.kill();
  bot = await start();
}

function addFaults(): void {
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
    await vi.waitUntil(async () => (await unfinished()) === 0, { timeout: 60_000, interval: 250 });
    await sleep(300);
  }
}

async function unfinished(): Promise<number> {
  const [row] = await database.db.$queryRaw<readonly { count: number }[]>`
    SELECT (SELECT count(*) FROM usage_touched)::int
      + (SELECT count(*) FROM delivery WHERE state <> 'sent')::int AS count`;
  return row?.count ?? 0;
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
