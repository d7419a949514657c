import { GatewayCloseCodes, GatewayIntentBits } from "discord-api-types/v10";
import * as z from "zod";
import { applicationFlags } from "../rest/routes/application.ts";
import { guildCreateObject, userObject } from "../world/objects.ts";
import type { World } from "../world/world.ts";
import type { Session } from "./hub.ts";

const PRIVILEGED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;
const KNOWN = Object.values(GatewayIntentBits).reduce<number>(
  (all, bit) => (typeof bit === "number" ? all | bit : all),
  0,
);

export const identify = z.object({
  token: z.string(),
  properties: z.record(z.string(), z.unknown()),
  intents: z.int().min(0),
  compress: z.boolean().optional(),
  large_threshold: z.int().min(50).max(250).optional(),
  shard: z.tuple([z.int().min(0), z.int().min(1)]).optional(),
});

export const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int().min(0) });

export type Identify = z.output<typeof identify>;

/** The close code for an identify that Discord refuses. */
export function refusedIdentify(world: World, given: Identify, token: string): GatewayCloseCodes | undefined {
  if (given.token.replace(/^Bot /u, "") !== token) return GatewayCloseCodes.AuthenticationFailed;
  const [shard, count] = given.shard ?? [0, 1];
  if (shard >= count) return GatewayCloseCodes.InvalidShard;
  if ((given.intents & ~KNOWN) !== 0) return GatewayCloseCodes.InvalidIntents;
  if ((given.intents & PRIVILEGED & ~world.privilegedIntents) !== 0) return GatewayCloseCodes.DisallowedIntents;
  return undefined;
}

export function readyData(world: World, session: Session, options: { url: string; shard: readonly [number, number] }) {
  return {
    v: 10,
    user: { ...userObject(world, world.application.botUserId), mfa_enabled: false, verified: true, email: null },
    guilds: guildsOf(world, options.shard).map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: session.id,
    session_type: "normal",
    resume_gateway_url: options.url,
    shard: options.shard,
    application: { id: world.application.id, flags: applicationFlags(world.privilegedIntents) },
    private_channels: [],
    relationships: [],
    presences: [],
    user_settings: {},
    user_settings_proto: "",
    geo_ordered_rtc_regions: [],
    guild_join_requests: [],
    auth: {},
    _trace: [],
  };
}

/** What follows READY for a session with the guilds intent, one a guild. */
export function guildData(world: World, session: Session, shard: readonly [number, number]) {
  if ((session.intents & GatewayIntentBits.Guilds) === 0) return [];
  return guildsOf(world, shard).map((guild) => guildCreateObject(world, guild));
}

/** Documented as `(guild_id >> 22) % num_shards`. */
function guildsOf(world: World, [shard, count]: readonly [number, number]) {
  return [...world.guilds.values()].filter((guild) => Number((BigInt(guild.id) >> 22n) % BigInt(count)) === shard);
}
