import { PermissionFlagsBits, Routes } from "discord-api-types/v10";
import type { REST } from "discord.js";
import { z } from "zod";
import type { ChannelAddress, Probed } from "../../notifications/messenger.ts";
import { channelRefusalIn, goneChannel, lacking, notForText } from "./channel-refusals.ts";
import { isUnknownRoute, retryLaterFor } from "./failures.ts";
import { permissionsOf } from "./permissions.ts";

const overwrite = z.object({ id: z.string(), allow: z.string(), deny: z.string() });
const channelShape = z.object({
  name: z.string().nullish(),
  type: z.int().nullish(),
  guild_id: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwrite).nullish(),
});
const rolesShape = z.array(z.object({ id: z.string(), permissions: z.string() }));
const memberShape = z.object({ roles: z.array(z.string()) });

/** Text, voice with its chat, announcements, threads of both kinds and of announcements, stages with their chat. */
const takesText = new Set([0, 2, 5, 10, 11, 12, 13]);
const threads = new Set([10, 11, 12]);

const needed = {
  "View Channel": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Embed Links": PermissionFlagsBits.EmbedLinks,
} as const;
const neededInThreads = {
  "View Channel": PermissionFlagsBits.ViewChannel,
  "Send Messages in Threads": PermissionFlagsBits.SendMessagesInThreads,
  "Embed Links": PermissionFlagsBits.EmbedLinks,
} as const;

/** Whether these permission bits let the bot post; undefined where there are none, which says that nobody said. */
export function mayPostWith(bits: bigint, isThread: boolean): boolean | undefined {
  return bits === 0n ? undefined : missingIn(bits, isThread).length === 0;
}

function missingIn(bits: bigint, isThread: boolean): readonly string[] {
  if ((bits & PermissionFlagsBits.Administrator) !== 0n) return [];
  const wanted = Object.entries(isThread ? neededInThreads : needed);
  return wanted.filter(([, bit]) => (bits & bit) !== bit).map(([name]) => name);
}

/** Whether the bot may post in a channel, as far as Discord tells without a post. */
export async function probeChannel(rest: REST, self: string | undefined, channel: ChannelAddress): Promise<Probed> {
  const { channelExternalId: id, workspaceExternalId: serverId } = channel;
  try {
    const { data: found } = channelShape.safeParse(await rest.get(Routes.channel(id)));
    if (!found) return { ok: true };
    if (found.guild_id && found.guild_id !== serverId) return { ok: false, ...goneChannel };
    if (found.type && !takesText.has(found.type)) return { ok: false, ...notForText };

    const missing = await missingThere(rest, { ...found, serverId, self });
    return missing.length > 0
      ? { ok: false, ...lacking(missing) }
      : { ok: true, ...(found.name && { name: found.name }) };
  } catch (error) {
    return unprobed(error);
  }
}

function unprobed(error: unknown): Probed {
  // Not every server that speaks Discord's protocol tells of channels; posting shows the rest.
  if (isUnknownRoute(error)) return { ok: true };
  const refusal = channelRefusalIn(error);
  if (!refusal) throw retryLaterFor(error);
  return { ok: false, ...refusal };
}

type Found = z.infer<typeof channelShape> & { readonly serverId: string; readonly self: string | undefined };

/** Nothing, where a server that speaks Discord's protocol does not tell: posting shows the rest. */
async function missingThere(rest: REST, found: Found): Promise<readonly string[]> {
  const { serverId, self, type, parent_id: parentId } = found;
  const isThread = threads.has(type ?? 0);
  const overwrites = isThread && parentId ? await overwritesOf(rest, parentId) : found.permission_overwrites;
  if (!overwrites || self === undefined) return [];

  try {
    const [given, member] = await Promise.all([
      rest.get(Routes.guildRoles(serverId)),
      rest.get(Routes.guildMember(serverId, self)),
    ]);
    const standing = { serverId, userId: self, roleIds: memberShape.parse(member).roles };
    const roles = rolesShape.parse(given);
    // Roles that permit nobody anything are placeholders.
    if (roles.every(({ permissions }) => BigInt(permissions) === 0n)) return [];
    return missingIn(permissionsOf(standing, roles, overwrites), isThread);
  } catch {
    return [];
  }
}

async function overwritesOf(rest: REST, channelId: string): Promise<z.infer<typeof overwrite>[] | null | undefined> {
  return channelShape.parse(await rest.get(Routes.channel(channelId))).permission_overwrites;
}
