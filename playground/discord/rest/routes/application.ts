import { ApplicationFlags, GatewayIntentBits } from "discord-api-types/v10";
import * as z from "zod";
import { parseForm, snowflake } from "../../schema/form.ts";
import { directChannel } from "../../world/channels.ts";
import { channelObject, guildObject, userObject } from "../../world/objects.ts";
import type { World } from "../../world/world.ts";
import { parameter } from "../call.ts";
import type { Call, Route } from "../call.ts";
import { invalidField, refusal } from "../errors.ts";

/** Who the bot is, how it reaches the gateway, and the people it may write to. */
export const applicationRoutes: readonly Route[] = [
  { method: "GET", path: "/gateway", isTokenInPath: true, handle: (call) => ({ body: { url: call.gateway.url } }) },
  {
    method: "GET",
    path: "/gateway/bot",
    handle: (call) => ({
      body: {
        url: call.gateway.url,
        shards: 1,
        session_start_limit: {
          total: 1000,
          remaining: call.gateway.startsLeft(),
          reset_after: 86_400_000,
          max_concurrency: 1,
        },
      },
    }),
  },
  {
    method: "GET",
    path: "/users/@me",
    handle: ({ world }) => ({
      body: { ...userObject(world, world.application.botUserId), mfa_enabled: false, locale: "en-US", verified: true },
    }),
  },
  { method: "GET", path: "/users/@me/guilds", handle: ({ world }) => ({ body: guildsOf(world) }) },
  { method: "POST", path: "/users/@me/channels", handle: openDirectChannel },
  {
    method: "GET",
    path: "/users/:user_id",
    handle: (call) => {
      const id = parameter(call, "user_id");
      const isKnown = call.world.people.has(id) || id === call.world.application.botUserId;
      if (!isKnown) throw refusal("unknownUser");
      return { body: userObject(call.world, id) };
    },
  },
  { method: "GET", path: "/applications/@me", handle: ({ world }) => ({ body: applicationObject(world) }) },
  { method: "GET", path: "/oauth2/applications/@me", handle: ({ world }) => ({ body: applicationObject(world) }) },
];

const recipient = z.object({ recipient_id: snowflake });

function openDirectChannel(call: Call) {
  const { recipient_id: personId } = parseForm(recipient, call.body);
  if (personId === call.world.application.botUserId) {
    throw invalidField("recipient_id", "CHANNEL_RECIPIENT_SELF", "Cannot send messages to yourself");
  }
  if (!call.world.people.has(personId)) throw refusal("unknownUser");
  return { body: channelObject(call.world, directChannel(call.world, personId)) };
}

function guildsOf(world: World) {
  return [...world.guilds.values()].map((guild) => {
    const { id, name, icon, banner, features } = guildObject(guild);
    return { id, name, icon, banner, features, owner: false, permissions: "0" };
  });
}

/** The flags say which privileged intents are switched on, for an app in fewer than a hundred guilds. */
export function applicationFlags(privilegedIntents: number): number {
  const pairs = [
    [GatewayIntentBits.GuildPresences, ApplicationFlags.GatewayPresenceLimited],
    [GatewayIntentBits.GuildMembers, ApplicationFlags.GatewayGuildMembersLimited],
    [GatewayIntentBits.MessageContent, ApplicationFlags.GatewayMessageContentLimited],
  ] as const;
  return pairs.reduce((flags, [intent, flag]) => ((privilegedIntents & intent) === 0 ? flags : flags | flag), 0);
}

/** The owner of the first guild owns the application too. */
function applicationObject(world: World) {
  const ownerId = [...world.guilds.values()][0]?.ownerId ?? world.application.botUserId;
  return {
    owner: userObject(world, ownerId),
    id: world.application.id,
    name: world.application.name,
    icon: null,
    description: "",
    summary: "",
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: "0".repeat(64),
    team: null,
    type: null,
    role_connections_verification_url: null,
    flags: applicationFlags(world.privilegedIntents),
    flags_new: String(applicationFlags(world.privilegedIntents)),
    hook: true,
    rpc_origins: [],
    redirect_uris: [],
    interactions_endpoint_url: null,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: ["bot", "applications.commands"],
    bot: userObject(world, world.application.botUserId),
    integration_types_config: { 0: {} },
  };
}
