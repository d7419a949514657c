import { pino } from "pino";
import type { Playground } from "../../../playground/start.ts";
import { createDiscord } from "../../../src/bot/discord/client.ts";
import type { Platform } from "../../../src/bot/platform.ts";
import { createSlack } from "../../../src/bot/slack/app.ts";
import { deskOf } from "../../bot/slack/support/stage.ts";

const admitWorkspace = (): Promise<void> => Promise.resolve();

/** The bot on both local servers, to send messages by hand. */
export function platforms({ slack, discord }: Playground): readonly Platform[] {
  const desk = deskOf({});
  const log = pino({ level: "silent" });
  const { botToken, appToken } = slack.credentials;
  return [
    createSlack({ botToken, appToken, apiUrl: slack.apiUrl, desk, log, now: () => new Date(), admitWorkspace }),
    createDiscord({ token: discord.token, apiUrl: discord.apiUrl, desk, commands: [], log, admitWorkspace }),
  ];
}
