// What an instance does besides answering people: evaluates, runs the clock, and sends. Says "ready" once it does.
import { LogLevel, WebClient } from "@slack/web-api";
import { REST } from "discord.js";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { discordApplication, slackTeam } from "../../../playground/world.ts";
import { createDirectMessages } from "../../../src/bot/discord/direct-messages.ts";
import { createPeople } from "../../../src/bot/discord/identity.ts";
import { createMessenger as createDiscordMessenger } from "../../../src/bot/discord/messenger.ts";
import { createMessenger as createSlackMessenger } from "../../../src/bot/slack/messenger.ts";
import { createFrontDesk } from "../../../src/commands/front-desk.ts";
import { registry } from "../../../src/commands/registry.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { newCode } from "../../../src/new-code.ts";
import { followUsage } from "../../../src/notifications/follow-usage.ts";
import { createMailMessenger } from "../../../src/notifications/mail.ts";
import { startPump } from "../../../src/notifications/pump.ts";
import { startSchedule } from "../../../src/notifications/schedule.ts";
import { tasksOf } from "../../../src/notifications/tasks.ts";
import { startWorker } from "../../../src/notifications/worker.ts";
import { connect } from "../../../src/storage/database.ts";
import { openQueue } from "../../../src/storage/queue.ts";

const { ADDRESS = "{}", SLACK_URL = "", SLACK_TOKEN = "", DISCORD_URL = "", DISCORD_BOT = "" } = process.env;
const address = JSON.parse(ADDRESS);
const log = pino({ enabled: false });
const { db } = connect(address, 4);
const queue = await openQueue(db, address);
const configuration = builtInConfiguration(new Date());
const world = () => ({ db, now: new Date(), configuration, newId: () => uuidv7(), newCode });
const clock = () => new Date();
const desk = createFrontDesk({ db, log, registry, clock, configuration: () => configuration, newId: uuidv7, newCode });

const retryConfig = { retries: 0 };
const options = { slackApiUrl: SLACK_URL, retryConfig, rejectRateLimitedCalls: true, logLevel: LogLevel.ERROR };
const client = new WebClient(SLACK_TOKEN, options);
const directory = { profile: async () => undefined, findByEmail: async () => undefined };
const slack = createSlackMessenger({ client, desk, directory, log, workspaceId: () => slackTeam.id, now: clock });

const rest = new REST({ api: DISCORD_URL, version: "10" }).setToken(DISCORD_BOT);
const [messages, people] = [createDirectMessages(rest), createPeople(rest)];
const probe = async () => ({ ok: true, name: "vision-lab" }) as const;
const self = () => discordApplication.botUserId;
const discord = createDiscordMessenger({ messages, people, desk, log, self, probe });

const messengers = { slack, discord, email: createMailMessenger(undefined) };
followUsage({ world, log });
await startWorker(queue, { db, world, messengers, log });
startPump({ db, world, messengers, log });
await startSchedule(queue, tasksOf({ db, world, messengers }), log);
process.stdout.write("ready\n");
