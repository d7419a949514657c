import type { DiscordPerson } from "../discord/contract.ts";
import type { SeenChannel } from "../discord/seen.ts";
import { discordApplication, discordGuild } from "../world.ts";
import type { WorldPerson } from "../world.ts";
import type { DiscordState } from "./protocol.ts";
import { isNewer } from "./read-markers.ts";
import type { Look, PageWorld } from "./state.ts";

/** Discord as this person sees it, with one channel open. */
export function discordState(world: PageWorld, look: Look, userId: string): DiscordState {
  const person = world.discord.as(userId);
  const channels = person.channels();
  const channelId = channels.find((channel) => channel.id === look.discordChannel)?.id ?? channels[0]?.id ?? "";
  const modal = person.modal();

  return {
    userId,
    botUserId: discordApplication.botUserId,
    guildName: discordGuild.name,
    users: [
      ...world.discord.people.map(({ id, globalName, username }) => ({
        id,
        name: globalName,
        handle: username,
      })),
      {
        id: discordApplication.botUserId,
        name: discordApplication.name,
        handle: "quartermaster",
      },
    ],
    roles: (discordGuild.roles ?? []).map(({ id, name }) => ({ id, name })),
    commands: world.discord.commands(),
    channels: channels.map((channel) => ({
      ...channel,
      unread: unreadIn(world, look.person, person, channel),
    })),
    channelId,
    messages: channelId === "" ? [] : person.messages(channelId),
    ...(modal !== undefined && { modal }),
  };
}

/** How many direct messages this person has not read. */
export function unreadOnDiscord(world: PageWorld, person: WorldPerson): number {
  if (person.discordId === undefined) return 0;

  const client = world.discord.as(person.discordId);
  return client
    .channels()
    .filter((channel) => channel.kind === "direct")
    .reduce((sum, channel) => sum + unreadIn(world, person, client, channel), 0);
}

function unreadIn(world: PageWorld, person: WorldPerson, client: DiscordPerson, channel: SeenChannel): number {
  const place = { personId: person.id, platform: "discord", channelId: channel.id } as const;
  const mark = world.markers.get(place);
  if (channel.lastMessageId === undefined || !isNewer(channel.lastMessageId, mark)) return 0;

  return client.messages(channel.id).filter((message) => message.author.id !== client.id && isNewer(message.id, mark))
    .length;
}
