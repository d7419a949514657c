import { Events } from "discord.js";
import type { Client } from "discord.js";
import type { ChannelAddress, Probed } from "../../notifications/messenger.ts";
import type { ChannelNews, TellChannelNews } from "../channel-news.ts";
import { goneChannel } from "./channel-refusals.ts";

interface Reception {
  readonly tell: TellChannelNews | undefined;
  probe(channel: ChannelAddress): Promise<Probed>;
  /** Counts as under way until it settles. */
  follow(work: Promise<unknown>, event: string): void;
}

/** Follows the channels of the bot's servers as the gateway tells of them, which takes no intent but Guilds. */
export function listenToChannels(client: Client, { tell, probe, follow }: Reception): void {
  if (!tell) return;

  const say = (work: Promise<unknown>) => follow(work, "discord channel event not followed");
  const gone = { mayPost: false, ...goneChannel } as const;
  const deleted = ({ id, guildId }: { readonly id: string; readonly guildId: string }) =>
    say(tell({ ...placeIn(guildId), channelExternalId: id, state: gone }));

  client.on(Events.ChannelDelete, (channel) => {
    if (!channel.isDMBased()) deleted(channel);
  });
  client.on(Events.ThreadDelete, deleted);
  client.on(Events.ChannelUpdate, (before, channel) => {
    if (before.isDMBased() || channel.isDMBased() || !isOtherFor(before, channel)) return;
    const { guildId, id, name } = channel;
    const address = { workspaceExternalId: guildId, channelExternalId: id };
    say(
      probe(address).then((found) => tell({ ...placeIn(guildId), channelExternalId: id, name, state: stateOf(found) })),
    );
  });
  client.on(Events.GuildDelete, ({ id }) => say(tell({ ...placeIn(id), state: gone })));
  client.on(Events.GuildCreate, ({ id }) => say(tell({ ...placeIn(id), state: { mayPost: true } })));
}

interface Settings {
  readonly name: string;
  readonly permissionOverwrites?: { readonly cache: Iterable<readonly [string, { toJSON(): unknown }]> };
}

/** Its name or who may do what there; the topic and the like change nothing for us. */
function isOtherFor(before: Settings, after: Settings): boolean {
  return before.name !== after.name || overwritesOf(before) !== overwritesOf(after);
}

function overwritesOf({ permissionOverwrites }: Settings): string {
  const all = permissionOverwrites ? [...permissionOverwrites.cache] : [];
  return JSON.stringify(all.map(([, overwrite]) => overwrite.toJSON()));
}

function placeIn(serverId: string): Pick<ChannelNews, "platform" | "workspaceExternalId"> {
  return { platform: "discord", workspaceExternalId: serverId };
}

function stateOf(found: Probed): ChannelNews["state"] {
  return found.ok ? { mayPost: true } : { mayPost: false, reason: found.reason, howTo: found.howTo };
}
