import { pino } from "pino";
import { startLocalDiscord } from "../../../playground/discord/server.ts";
import type { LocalDiscord } from "../../../playground/discord/contract.ts";
import type { LocalDiscordOptions } from "../../../playground/discord/options.ts";
import type { ChannelNews } from "../../../src/bot/channel-news.ts";
import type { Platform } from "../../../src/bot/platform.ts";
import { createDiscord } from "../../../src/bot/discord/client.ts";
import type { ConnectedServer } from "../../../src/bot/discord/admission.ts";
import type { NounOutline } from "../../../src/commands/outline.ts";
import type { FakeCommand, FakeDesk } from "./fake-desk.ts";
import { fakeDesk } from "./fake-desk.ts";

export const ann = "100000000000000001";
export const bob = "100000000000000002";
export const general = "300000000000000001";
export const guild = { id: "200000000000000001", name: "Vision Server" };
const botUser = "400000000000000002";

export interface Running {
  readonly local: LocalDiscord;
  readonly platform: Platform;
  readonly desk: FakeDesk;
  readonly admitted: ConnectedServer[];
  readonly logged: string[];
  /** What it told of channels. */
  readonly news: ChannelNews[];
  stop(): Promise<void>;
}

export const localOptions: LocalDiscordOptions = {
  guild,
  channels: [{ id: general, name: "general" }],
  people: [
    { id: ann, username: "ann", globalName: "Ann Moreau" },
    { id: bob, username: "bob", globalName: "Bob Ekman" },
  ],
  application: { id: "400000000000000001", botUserId: botUser, name: "Quartermaster" },
};

export async function running(
  nouns: readonly NounOutline[],
  commands: Readonly<Record<string, FakeCommand>>,
  options: Partial<LocalDiscordOptions> = {},
): Promise<Running> {
  const local = await startLocalDiscord({ ...localOptions, ...options });
  const desk = fakeDesk(commands);
  const admitted: ConnectedServer[] = [];
  const logged: string[] = [];
  const news: ChannelNews[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void logged.push(line) });
  const platform = createDiscord({
    token: local.token,
    apiUrl: local.apiUrl,
    desk,
    commands: nouns,
    log,
    admitWorkspace: async (server) => void admitted.push(server),
    tellChannelNews: async (told) => void news.push(told),
  });
  await platform.start();
  return {
    local,
    platform,
    desk,
    admitted,
    logged,
    news,
    async stop() {
      await platform.stop();
      await local.close();
    },
  };
}
