import type { APIApplicationCommand, APIMessage, APIOverwrite, Snowflake } from "discord-api-types/v10";
import type { TimeLimits } from "../options.ts";
import type { Interaction } from "./interactions.ts";

export interface Person {
  readonly id: Snowflake;
  readonly username: string;
  readonly globalName: string;
  readonly locale: string;
  readonly isAdministrator: boolean;
  readonly roleIds: readonly Snowflake[];
  acceptsDirectMessages: boolean;
}

export interface Role {
  readonly id: Snowflake;
  readonly name: string;
  readonly permissions: bigint;
  readonly isManaged: boolean;
}

export interface Guild {
  readonly id: Snowflake;
  readonly name: string;
  readonly ownerId: Snowflake;
  /** The first one is @everyone's. */
  readonly roles: readonly Role[];
  /** Who of the people is in it; the bot always is. */
  readonly memberIds: readonly Snowflake[];
  readonly botRoleId: Snowflake;
}

export interface TextChannel {
  readonly kind: "text";
  readonly id: Snowflake;
  readonly name: string;
  readonly topic: string | null;
  readonly guildId: Snowflake;
  readonly position: number;
  readonly overwrites: readonly APIOverwrite[];
  /** Set: it is a thread, begun from the parent's message of the same id. */
  readonly thread?: Thread;
}

export interface Thread {
  readonly parentId: Snowflake;
  readonly ownerId: Snowflake;
  /** Minutes. */
  readonly autoArchive: number;
  readonly isArchived: boolean;
  readonly isLocked: boolean;
}

export interface DirectChannel {
  readonly kind: "direct";
  readonly id: Snowflake;
  readonly personId: Snowflake;
}

export type Channel = TextChannel | DirectChannel;

export interface StoredMessage {
  api: APIMessage;
  /** The one person who sees an ephemeral message. */
  readonly visibleTo?: Snowflake;
  state: "sent" | "thinking" | "failed";
  /** Who used which command, when the message answers one. */
  readonly answers?: { readonly userId: Snowflake; readonly command: string };
  isDismissed: boolean;
}

export interface StoredFile {
  readonly id: Snowflake;
  readonly channelId: Snowflake;
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly description?: string;
}

/** A gateway event; without intents it goes to every session. */
export interface Dispatch {
  readonly name: string;
  readonly data: unknown;
  /** Any one of these bits lets it through. */
  readonly intents: number;
}

/** Everything a local Discord knows. Commands are kept by guild id, or under `global`. */
export interface World {
  readonly application: { readonly id: Snowflake; readonly name: string; readonly botUserId: Snowflake };
  readonly privilegedIntents: number;
  readonly limits: TimeLimits;
  readonly people: ReadonlyMap<Snowflake, Person>;
  readonly guilds: ReadonlyMap<Snowflake, Guild>;
  /** Those that the bot was put out of. */
  readonly lostGuilds: Set<Snowflake>;
  readonly channels: Map<Snowflake, Channel>;
  readonly messages: Map<Snowflake, StoredMessage[]>;
  readonly files: Map<Snowflake, StoredFile>;
  readonly commands: Map<string, APIApplicationCommand[]>;
  /** Creations by guild and day. */
  readonly commandCreates: Map<string, number>;
  readonly interactions: Map<Snowflake, Interaction>;
  readonly nextId: () => Snowflake;
  /** Where files are served; known once the server listens. */
  cdnUrl: string;
  /** Sends to the gateway; returns how many sessions will get it. */
  dispatch: (event: Dispatch) => number;
  /** Tells whoever watches that these people see something new. */
  changed: (peopleIds: readonly Snowflake[]) => void;
}
