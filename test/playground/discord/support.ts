import { Client, Events, GatewayIntentBits } from "discord.js";
import type { Interaction } from "discord.js";
import type { LocalDiscord } from "../../../playground/discord/contract.ts";
import type { LocalDiscordOptions } from "../../../playground/discord/options.ts";
import { startLocalDiscord } from "../../../playground/discord/server.ts";

export const ALICE = "100000000000000011";
export const BOB = "100000000000000012";
export const GENERAL = "100000000000000021";
export const SECRET = "100000000000000022";
export const RULES = "100000000000000023";
export const GUILD = "100000000000000001";
export const APPLICATION = "100000000000000002";
export const BOT = "100000000000000003";

/** Stops what a test started, last first. */
export interface Stage {
  discord(overrides?: Partial<LocalDiscordOptions>): Promise<LocalDiscord>;
  bot(local: LocalDiscord, onInteraction?: (interaction: Interaction) => Promise<unknown>): Promise<Client<true>>;
  clear(): Promise<void>;
}

export function createStage(): Stage {
  const endings: (() => Promise<unknown>)[] = [];
  return {
    discord: async (overrides = {}) => {
      const local = await startLocalDiscord({ ...world, ...overrides });
      endings.unshift(() => local.close());
      return local;
    },
    bot: async (local, onInteraction) => {
      const client = new Client({
        intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
        rest: { api: local.apiUrl, version: "10" },
      });
      endings.unshift(() => client.destroy());
      if (onInteraction !== undefined)
        client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      await client.login(local.token);
      return ready;
    },
    clear: async () => {
      for (const end of endings.splice(0)) await end();
    },
  };
}

const world: LocalDiscordOptions = {
  guild: { id: GUILD, name: "Northwind Lab" },
  channels: [
    { id: GENERAL, name: "general" },
    { id: SECRET, name: "secret", privateTo: [ALICE] },
    { id: RULES, name: "rules", isReadOnly: true },
  ],
  people: [
    { id: ALICE, username: "alice", globalName: "Alice Moreau" },
    { id: BOB, username: "bob", globalName: "Bob Ekman", directMessagesClosed: true },
  ],
  application: { id: APPLICATION, botUserId: BOT, name: "Quartermaster" },
};

/** What a bare HTTP request as the bot is answered. */
export async function call(
  local: LocalDiscord,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(`${local.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${local.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
}
