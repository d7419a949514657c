import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { LocalSlack } from "../../playground/slack/contract.ts";
import { startLocalSlack } from "../../playground/slack/server.ts";
import { slackAppId, slackBotUserId, slackChannels, slackPeople, slackTeam } from "../../playground/world.ts";
import { appScopes, botScopes, slashCommand } from "../../src/bot/slack/manifest.ts";
import type { Child } from "./child.ts";
import { startChild } from "./child.ts";
import type { Target } from "./signed-load.ts";

const CLAIM_CODE = "BENCH-CLAIM";
const COLLEAGUES = 36;

export interface Installation {
  readonly bot: Child;
  readonly slack: LocalSlack;
  readonly target: Target;
  /** Runs a command as Alice and returns what she sees. */
  run(text: string): Promise<string>;
  restart(): Promise<Installation>;
  close(): Promise<void>;
}

/** The bot as an operator runs it, on its durable embedded PostgreSQL, with signed requests and an organization of 37. */
export async function install(): Promise<Installation> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-bench-"));
  chmodSync(folder, 0o755);
  const slack = await startLocalSlack({
    team: slackTeam,
    people: [...slackPeople, ...colleagues()],
    channels: slackChannels,
    app: {
      id: slackAppId,
      name: "Quartermaster",
      botUserId: slackBotUserId,
      commands: [{ command: slashCommand, description: "Quartermaster", shouldEscape: true }],
      botScopes: botScopes.map(({ scope }) => scope),
      appScopes: appScopes.map(({ scope }) => scope),
      events: ["app_home_opened"],
    },
    rateLimits: "off",
  });
  const installation = await boot(slack, folder);
  await installation.run(`register claim:${CLAIM_CODE}`);
  await installation.run('org create "Vision Lab"');
  for (const { id } of colleagues()) await installation.run(`invite create <@${id}>`);
  return installation;
}

async function boot(slack: LocalSlack, folder: string): Promise<Installation> {
  const bot = await startChild(
    "src/main.ts",
    {
      SLACK_BOT_TOKEN: slack.credentials.botToken,
      SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      QM_DATA_DIR: folder,
      QM_PORT: "0",
      QM_CLAIM_CODE: CLAIM_CODE,
      LOG_LEVEL: "error",
    },
    /listens on/u,
  );
  const url = /http:\S+[0-9]/u.exec(bot.line)?.[0] ?? "";
  slack.requestUrl = `${url}/slack/events`;
  const channelId = slackChannels[0]?.id ?? "";
  const userId = slackPeople[0]?.id ?? "";
  const { signingSecret } = slack.credentials;
  return {
    bot,
    slack,
    target: { url, signingSecret, teamId: slackTeam.id, userId, channelId },
    async run(text) {
      const person = slack.as(userId);
      const known = new Set(person.messages(channelId).map(({ id }) => id));
      await person.command(channelId, "/qm", text);
      return person.until((now) => {
        const answer = now.messages(channelId).find((message) => message.isFromApp && !known.has(message.id));
        return answer && JSON.stringify(answer.blocks);
      }, 20_000);
    },
    async restart() {
      await bot.stop();
      return boot(slack, folder);
    },
    async close() {
      await bot.stop();
      await slack.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function colleagues() {
  return Array.from({ length: COLLEAGUES }, (_, index) => {
    const name = `colleague${index + 1}`;
    const id = `U0BENCH${String(index + 1).padStart(3, "0")}`;
    return { id, name, realName: `Colleague ${index + 1}`, email: `${name}@example.com`, tz: "Europe/Berlin" };
  });
}
