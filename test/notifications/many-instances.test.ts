import { setTimeout as sleep } from "node:timers/promises";
import { LogLevel, WebClient } from "@slack/web-api";
import { REST } from "discord.js";
import type { PgBoss } from "pg-boss";
import { pino } from "pino";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LocalDiscord } from "../../playground/discord/contract.ts";
import type { Fault } from "../../playground/shared/faults.ts";
import type { LocalSlack } from "../../playground/slack/contract.ts";
import { discordApplication, discordGuild, slackTeam } from "../../playground/world.ts";
import { createDirectMessages } from "../../src/bot/discord/direct-messages.ts";
import { createPeople } from "../../src/bot/discord/identity.ts";
import { createMessenger as createDiscordMessenger } from "../../src/bot/discord/messenger.ts";
import { createMessenger as createSlackMessenger } from "../../src/bot/slack/messenger.ts";
import { plan } from "../../src/domain/deliveries/plan.ts";
import { planMany } from "../../src/domain/deliveries/plan-many.ts";
import type { Messenger } from "../../src/notifications/messenger.ts";
import { startPump } from "../../src/notifications/pump.ts";
import { sweepDeliveries } from "../../src/notifications/sweep.ts";
import { startWorker } from "../../src/notifications/worker.ts";
import { connect } from "../../src/storage/database.ts";
import { openQueue } from "../../src/storage/queue.ts";
import { transaction } from "../../src/storage/transaction.ts";
import { useDatabase } from "../support/database.ts";
import { localDiscord, localSlack } from "../support/scene.ts";
import { deskOf } from "../bot/slack/support/stage.ts";
import { openPostbox } from "./postbox.ts";
import type { Postbox } from "./postbox.ts";

const INSTANCES = 10;
const CARDS = 4;
const TROUBLE_EVERY_MS = 3_000;
const slackChannel = "C0QMVISIO1";
const discordChannel = "140000000000000003";
const people = {
  slack: ["U0QMALICE1", "U0QMBOB001", "U0QMCHEN01"],
  discord: ["110000000000000001", "110000000000000002"],
};

const database = useDatabase(10);
const log = pino({ enabled: false });
const desk = deskOf({});
let slack: LocalSlack;
let discord: LocalDiscord;
let box: Postbox;
const stopping: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [slack, discord] = await Promise.all([localSlack(), localDiscord()]);
  box = await openPostbox(database.db);
  for (let index = 0; index < INSTANCES; index++) await startInstance();
}, 60_000);
afterAll(async () => {
  await Promise.all(stopping.map((stop) => stop()));
  await Promise.all([slack.close(), discord.close()]);
});

async function startInstance(): Promise<void> {
  const connection = connect(database.address, 4);
  const queue: PgBoss = await openQueue(connection.db, database.address);
  const messengers = { slack: slackMessenger(), discord: discordMessenger() };
  const sender = { ...box.sender, db: connection.db, messengers };
  const worker = await startWorker(queue, sender);
  const pump = startPump(sender, { mostAtOnce: 5, idleMs: 100 });
  stopping.push(async () => {
    await Promise.all([worker.stop(), pump.stop()]);
    await queue.stop({ graceful: false });
    await connection.close();
  });
}

function slackMessenger(): Messenger {
  const retryConfig = { retries: 0 };
  const options = { slackApiUrl: slack.apiUrl, retryConfig, rejectRateLimitedCalls: true, logLevel: LogLevel.ERROR };
  const client = new WebClient(slack.credentials.botToken, options);
  const directory = { profile: async () => undefined, findByEmail: async () => undefined };
  return createSlackMessenger({ client, desk, directory, log, workspaceId: () => slackTeam.id, now: () => new Date() });
}

const self = () => discordApplication.botUserId;
const probe = () => Promise.reject(new Error("nothing is probed here"));

function discordMessenger(): Messenger {
  const rest = new REST({ api: discord.apiUrl, version: "10" }).setToken(discord.token);
  return createDiscordMessenger({
    messages: createDirectMessages(rest),
    people: createPeople(rest),
    desk,
    log,
    self,
    probe,
  });
}

const effects: readonly Fault["effect"][] = [
  { kind: "dropped", when: "after-effect" },
  { kind: "rate-limited", retryAfterSeconds: 1 },
  { kind: "dropped", when: "before-effect" },
  { kind: "server-error", status: 500 },
];
const targets = {
  slack: ["chat.postMessage", "chat.update", "conversations.*"],
  discord: ["POST /channels/*/messages", "PATCH /channels/*", "POST /channels/*/threads", "GET /channels/*/messages"],
};

/** Every kind of trouble at every kind of call, one after the other: not all of it for whoever comes first. */
async function trouble(): Promise<void> {
  for (const effect of effects) {
    for (const target of targets.slack) slack.faults.add({ target, times: 1, effect });
    for (const target of targets.discord) discord.faults.add({ target, times: 1, effect });
    await sleep(TROUBLE_EVERY_MS);
  }
  slack.faults.clear();
  discord.faults.clear();
}

const names = Array.from({ length: CARDS }, (_, index) => `Person ${index + 1}`);
const settled = () =>
  vi.waitFor(
    async () => {
      await sweepDeliveries(database.db);
      const where = { tenantId: box.tenantId, state: { in: ["pending" as const, "held" as const] } };
      expect(await database.db.delivery.count({ where })).toBe(0);
    },
    { timeout: 100_000, interval: 500 },
  );

async function planCards(recipient: string): Promise<void> {
  for (const name of names) {
    const threadOf = await box.addNotice(recipient, name);
    await box.addNotice(recipient, `${name} again`, { threadOf });
  }
}

/** Says the same anew on each card while they are being sent. */
async function changeAll(): Promise<void> {
  const cards = await database.db.delivery.findMany({ where: { tenantId: box.tenantId, bulk: false } });
  const context = { tenantId: box.tenantId, now: new Date(), newId: () => v7() };
  for (const { subject, subjectId, recipient } of cards)
    await transaction(database.db, (tx) => plan(tx, context, { subject, subjectId, recipient }));
}

const newsOf = (name: string) => expect.stringContaining(`${name} is now in Lab as member`);

describe("ten instances, amid lost answers, refusals and dropped connections", () => {
  it("show each channel and each person every card once, with its replies below it", async () => {
    const onSlack = await box.addChannel(slackChannel, { workspaceExternalId: slackTeam.id });
    const place = { platform: "discord", workspaceExternalId: discordGuild.id } as const;
    const onDiscord = await box.addChannel(discordChannel, place);
    const troubled = trouble();

    for (const id of [onSlack, onDiscord]) await planCards(`channel:${id}`);
    const everybody = [...people.slack.map((id) => `slack:${id}`), ...people.discord.map((id) => `discord:${id}`)];
    const first = await database.db.delivery.findFirstOrThrow({ where: { tenantId: box.tenantId } });
    const toMany = { subject: "notice", subjectId: first.subjectId, recipients: everybody };
    await transaction(database.db, (tx) => planMany(tx, { tenantId: box.tenantId, now: new Date() }, toMany));
    await changeAll();
    await troubled;
    await settled();

    const alice = slack.as("U0QMALICE1");
    const cards = alice.messages(slackChannel);
    expect(cards.map(({ text }) => text)).toEqual(names.map(newsOf));
    expect(cards.map(({ ts }) => alice.messages(slackChannel, { threadTs: ts }).map(({ text }) => text))).toEqual(
      names.map((name) => [newsOf(name), newsOf(`${name} again`)]),
    );
    const ann = discord.as("110000000000000001");
    const shown = ann.messages(discordChannel);
    expect(shown.map(({ content }) => content)).toEqual(names.map(newsOf));
    expect(shown.map(({ id }) => ann.messages(id).map(({ content }) => content))).toEqual(
      names.map((name) => [newsOf(`${name} again`)]),
    );
    expect(people.slack.map((id) => slack.as(id).messages(slack.as(id).openDirect("U0QMBOT001")).length)).toEqual([
      1, 1, 1,
    ]);
    expect(people.discord.map(inbox)).toEqual([1, 1]);
  }, 120_000);
});

function inbox(id: string): number {
  const person = discord.as(id);
  const channel = person.channels().find(({ kind }) => kind === "direct");
  return channel ? person.messages(channel.id).length : 0;
}
