import { v7 as uuidv7 } from "uuid";
import { startLocalDiscord } from "../../playground/discord/server.ts";
import { startLocalSlack } from "../../playground/slack/server.ts";
import {
  discordApplication,
  discordChannels,
  discordGuild,
  slackAppId,
  slackBotUserId,
  slackChannels,
  slackTeam,
} from "../../playground/world.ts";
import { appScopes, botEvents, botScopes, slashCommand } from "../../src/bot/slack/manifest.ts";
import type { Context } from "../../src/domain/context.ts";
import type { AlertsBench } from "./alerts-site.ts";
import { startChild } from "./child.ts";
import type { Crowd } from "./crowd.ts";

/** The bot between a local Slack and a local Discord that keep their limits; the first people are on Slack. */
export async function installBoth(bench: AlertsBench, { tenantId, people }: Crowd, onSlack: number) {
  const ids = people.map((_person, index) =>
    index < onSlack ? `U0CROWD${String(index).padStart(6, "0")}` : String(200_000_000_000_000_000n + BigInt(index)),
  );
  const slack = await localSlack(ids.slice(0, onSlack));
  const discord = await startLocalDiscord({
    guild: discordGuild,
    channels: discordChannels,
    application: discordApplication,
    people: ids.slice(onSlack).map((id, index) => ({ id, username: `person_${index}`, globalName: `Person ${index}` })),
  });
  for (const [platform, externalId] of [
    ["slack", slackTeam.id],
    ["discord", discordGuild.id],
  ]) {
    await bench.pool.query(
      `INSERT INTO workspace (id, tenant_id, platform, external_id, name, joined_at) VALUES ($1, $2, $3::"Platform", $4, 'Bench', now())`,
      [uuidv7(), tenantId, platform, externalId],
    );
  }
  await bench.pool.query(
    `INSERT INTO identity (id, tenant_id, person_id, platform, external_id, handle, linked_at)
     SELECT gen_random_uuid(), $1, person_id, (CASE WHEN n <= $4 THEN 'slack' ELSE 'discord' END)::"Platform", external_id, external_id, now()
     FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS i (person_id, external_id, n)`,
    [tenantId, people.map(({ personId }) => personId), ids, onSlack],
  );
  const bot = await startChild(
    "src/main.ts",
    {
      SLACK_BOT_TOKEN: slack.credentials.botToken,
      SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DATABASE_URL: bench.databaseUrl,
      QM_PORT: "0",
      QM_CLAIM_CODE: "BENCH-CLAIM",
      LOG_LEVEL: "error",
    },
    /listens on/u,
  );
  return {
    async close() {
      await bot.stop();
      await Promise.all([slack.close(), discord.close()]);
    },
  };
}

function localSlack(ids: readonly string[]) {
  return startLocalSlack({
    team: slackTeam,
    people: ids.map((id, index) => ({
      id,
      name: `person_${index}`,
      realName: `Person ${index}`,
      email: `person_${index}@example.com`,
      tz: "Europe/Berlin",
    })),
    channels: slackChannels.map((channel) => ({ ...channel, members: [] })),
    app: {
      id: slackAppId,
      name: "Quartermaster",
      botUserId: slackBotUserId,
      commands: [{ command: slashCommand, description: "Quartermaster", shouldEscape: true }],
      botScopes: botScopes.map(({ scope }) => scope),
      appScopes: appScopes.map(({ scope }) => scope),
      events: botEvents,
    },
    rateLimits: "strict",
  });
}

/** Whoever announces: the first of the crowd, made an admin. */
export async function announcerOf(bench: AlertsBench, { tenantId, people }: Crowd): Promise<Context> {
  const id = people[0]?.personId ?? "";
  await bench.pool.query("UPDATE person SET role = 'admin' WHERE id = $1", [id]);
  const role = { role: "admin", type: "user", state: "active" } as const;
  const actor = { kind: "person", id, label: "Bench", ...role, currentOrganizationId: null, timeZone: "UTC" } as const;
  return { ...bench.world(), tenantId, actor };
}
