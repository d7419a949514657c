import { GatewayIntentBits } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import * as z from "zod";
import { snowflake } from "../schema/form.ts";
import { memberObject, userObject } from "../world/objects.ts";
import { isMember } from "../world/permissions.ts";
import type { Guild, World } from "../world/world.ts";
import type { Session } from "./hub.ts";

const LARGEST = 100;

export const requestMembers = z.object({
  guild_id: snowflake,
  query: z.string().optional(),
  limit: z.int().min(0).max(LARGEST).optional(),
  presences: z.boolean().optional(),
  user_ids: z.union([snowflake.transform((id) => [id]), z.array(snowflake).max(LARGEST)]).optional(),
  nonce: z.string().max(32).optional(),
});

/** The chunk that answers op 8. All members at once need the privileged intent. */
export function memberChunk(world: World, session: Session, request: z.output<typeof requestMembers>) {
  const guild = world.guilds.get(request.guild_id);
  if (guild === undefined) return undefined;
  const isPrivileged = (session.intents & GatewayIntentBits.GuildMembers) !== 0;
  if (request.user_ids === undefined && !request.query && !isPrivileged) return undefined;

  const wanted = request.user_ids ?? namedLike(world, guild, request);
  const [found, missing] = [true, false].map((isIn) => wanted.filter((id) => isMember(world, guild, id) === isIn));
  return {
    guild_id: guild.id,
    members: found?.map((id) => ({ ...memberObject(world, guild, id), user: userObject(world, id) })),
    chunk_index: 0,
    chunk_count: 1,
    not_found: missing,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
  };
}

function namedLike(world: World, guild: Guild, request: z.output<typeof requestMembers>): readonly Snowflake[] {
  const start = request.query?.toLowerCase() ?? "";
  const found = [...guild.memberIds, world.application.botUserId].filter((id) =>
    userObject(world, id).username.toLowerCase().startsWith(start),
  );
  return request.limit ? found.slice(0, request.limit) : found;
}
