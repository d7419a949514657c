import type { Snowflake } from "discord-api-types/v10";

export interface RoleSeed {
  readonly id: Snowflake;
  readonly name: string;
  /** Permission bits as a decimal string; by default none beyond everybody's. */
  readonly permissions?: string;
}

export interface PersonSeed {
  readonly id: Snowflake;
  /** Lowercase, unique on Discord. */
  readonly username: string;
  readonly globalName: string;
  /** A Discord locale such as `en-GB`; `en-US` by default. */
  readonly locale?: string;
  /** The bot's direct messages to this person fail with 50007. */
  readonly directMessagesClosed?: boolean;
  /** Administrator in every guild they are in. */
  readonly isAdministrator?: boolean;
  readonly roleIds?: readonly Snowflake[];
}

export interface ChannelSeed {
  readonly id: Snowflake;
  readonly name: string;
  readonly topic?: string;
  /** The people, roles and bots that may see it; everybody when left out. Others get 50001. */
  readonly privateTo?: readonly Snowflake[];
  /** Only administrators may write; the bot gets 50013. */
  readonly isReadOnly?: boolean;
}

export interface GuildSeed {
  readonly id: Snowflake;
  readonly name: string;
  readonly channels: readonly ChannelSeed[];
  readonly roles?: readonly RoleSeed[];
  /** Who is in it; all people when left out. The first is the owner. */
  readonly memberIds?: readonly Snowflake[];
}

export interface LocalDiscordOptions {
  readonly guild: Omit<GuildSeed, "channels">;
  readonly channels: readonly ChannelSeed[];
  readonly people: readonly PersonSeed[];
  /** More servers the bot was added to. */
  readonly otherGuilds?: readonly GuildSeed[];
  readonly application: {
    readonly id: Snowflake;
    readonly botUserId: Snowflake;
    readonly name: string;
    /** The bot's guild permissions as a decimal string; by default view, send, embed, attach, history, slash commands. */
    readonly permissions?: string;
  };
  /** The privileged gateway intents switched on for the application (bits of GatewayIntentBits); none by default. */
  readonly privilegedIntents?: number;
  /** The bot's token; made up when left out. */
  readonly token?: string;
  /** 0, the default, takes a free one. Listens on 127.0.0.1 only. */
  readonly port?: number;
  /** Restores what `snapshot()` gave. People, channels and roles come from the options, conversations from the snapshot. */
  readonly snapshot?: DiscordSnapshot;
  /** Discord's OpenAPI description; requests are also checked against it when the file exists. */
  readonly openApiPath?: string;
  readonly limits?: Partial<TimeLimits>;
}

/** Discord's own times unless a test says otherwise, in milliseconds. */
export interface TimeLimits {
  /** For the first answer to an interaction: 3,000. */
  readonly acknowledge: number;
  /** An interaction token's life: 900,000. */
  readonly token: number;
  /** Between heartbeats: 41,250. */
  readonly heartbeat: number;
  /** Requests a second over the whole API before a global 429: 50. */
  readonly requestsPerSecond: number;
  /** Messages the bot may send to one channel in five seconds: 5. */
  readonly messagesPerFiveSeconds: number;
  /** How long a dropped session may still be resumed: 60,000. */
  readonly resume: number;
}

/** Opaque and plain JSON: write it to a file, give it back at the next start. */
export interface DiscordSnapshot {
  readonly version: 1;
  readonly state: unknown;
}
