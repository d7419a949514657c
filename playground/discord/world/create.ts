import { OverwriteType, PermissionFlagsBits } from "discord-api-types/v10";
import type { APIOverwrite, Snowflake } from "discord-api-types/v10";
import type { ChannelSeed, GuildSeed, LocalDiscordOptions, PersonSeed, TimeLimits } from "../options.ts";
import { createSnowflakes } from "./snowflake.ts";
import type { Channel, Guild, Person, Role, World } from "./world.ts";

const REALISTIC: TimeLimits = {
  acknowledge: 3000,
  token: 900_000,
  heartbeat: 41_250,
  requestsPerSecond: 50,
  messagesPerFiveSeconds: 5,
  resume: 60_000,
};

const TALKING =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.UseApplicationCommands;

const EVERYBODY = TALKING | PermissionFlagsBits.AddReactions | PermissionFlagsBits.ChangeNickname;

/** A world as seeded, with nothing said in it yet. */
export function createWorld(options: LocalDiscordOptions, newestId?: Snowflake): World {
  const nextId = createSnowflakes(newestId);
  const seeds: readonly GuildSeed[] = [
    { ...options.guild, channels: options.channels },
    ...(options.otherGuilds ?? []),
  ];
  const people = new Map(options.people.map((seed) => [seed.id, personOf(seed)]));
  const guilds = seeds.map((seed) => guildOf(seed, options, nextId()));
  const channels = seeds.flatMap((seed) =>
    seed.channels.map((channel, index) => channelOf(channel, seed, index, people)),
  );

  return {
    application: options.application,
    privilegedIntents: options.privilegedIntents ?? 0,
    limits: { ...REALISTIC, ...options.limits },
    people,
    guilds: new Map(guilds.map((guild) => [guild.id, guild])),
    lostGuilds: new Set(),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: new Map(),
    files: new Map(),
    commands: new Map(),
    commandCreates: new Map(),
    interactions: new Map(),
    nextId,
    cdnUrl: "",
    dispatch: () => 0,
    changed: () => undefined,
  };
}

function personOf(seed: PersonSeed): Person {
  return {
    id: seed.id,
    username: seed.username,
    globalName: seed.globalName,
    locale: seed.locale ?? "en-US",
    isAdministrator: seed.isAdministrator ?? false,
    roleIds: seed.roleIds ?? [],
    acceptsDirectMessages: seed.directMessagesClosed !== true,
  };
}

function guildOf(seed: GuildSeed, options: LocalDiscordOptions, botRoleId: Snowflake): Guild {
  const memberIds = seed.memberIds ?? options.people.map((person) => person.id);
  const roles: Role[] = [
    { id: seed.id, name: "@everyone", permissions: EVERYBODY, isManaged: false },
    ...(seed.roles ?? []).map((role) => ({
      id: role.id,
      name: role.name,
      permissions: BigInt(role.permissions ?? "0"),
      isManaged: false,
    })),
    {
      id: botRoleId,
      name: options.application.name,
      permissions: BigInt(options.application.permissions ?? TALKING),
      isManaged: true,
    },
  ];
  return {
    id: seed.id,
    name: seed.name,
    ownerId: memberIds[0] ?? options.application.botUserId,
    roles,
    memberIds,
    botRoleId,
  };
}

function channelOf(
  seed: ChannelSeed,
  guild: GuildSeed,
  position: number,
  people: ReadonlyMap<Snowflake, Person>,
): Channel {
  const isRole = (id: Snowflake): boolean => (guild.roles ?? []).some((role) => role.id === id);
  const overwrites: APIOverwrite[] = [];
  const hidden = seed.privateTo === undefined ? 0n : PermissionFlagsBits.ViewChannel;
  const silent = seed.isReadOnly === true ? PermissionFlagsBits.SendMessages : 0n;
  if ((hidden | silent) !== 0n) overwrites.push(overwrite(guild.id, OverwriteType.Role, { deny: hidden | silent }));
  for (const id of seed.privateTo ?? []) {
    const type = isRole(id) && !people.has(id) ? OverwriteType.Role : OverwriteType.Member;
    overwrites.push(overwrite(id, type, { allow: PermissionFlagsBits.ViewChannel, deny: silent }));
  }
  return {
    kind: "text",
    id: seed.id,
    name: seed.name,
    topic: seed.topic ?? null,
    guildId: guild.id,
    position,
    overwrites,
  };
}

function overwrite(id: Snowflake, type: OverwriteType, bits: { allow?: bigint; deny: bigint }): APIOverwrite {
  return { id, type, allow: String(bits.allow ?? 0n), deny: String(bits.deny) };
}
