import type { APIApplicationCommand, Snowflake } from "discord-api-types/v10";
import type { ExchangeLog } from "../shared/exchange-log.ts";
import type { Faults } from "../shared/faults.ts";
import type { DiscordSnapshot, PersonSeed } from "./options.ts";
import type {
  CommandValues,
  Completion,
  InteractionOutcome,
  ModalValues,
  NewFile,
  OpenModal,
  PostOutcome,
  SeenChannel,
  SeenMessage,
} from "./seen.ts";

export interface LocalDiscord {
  /** For `new Client({ rest: { api: apiUrl } })`: `http://127.0.0.1:<port>/api`. */
  readonly apiUrl: string;
  /** For `rest.cdn`; pictures and files are served below it. */
  readonly cdnUrl: string;
  readonly token: string;
  readonly people: readonly PersonSeed[];
  /** Throws for somebody who was not seeded. */
  as(userId: Snowflake): DiscordPerson;
  /**
   * Requests are called `METHOD /path` without `/api/v10`, so `POST /channels/*` hits every message;
   * gateway events are called by name, for `duplicate` and `slow`: `INTERACTION_CREATE`.
   */
  readonly faults: Faults;
  readonly gateway: GatewayControls;
  readonly exchanges: ExchangeLog;
  readonly settings: ServerSettings;
  /** What the application has registered, as a person in the first guild sees it: global and that guild's own. */
  commands(): readonly APIApplicationCommand[];
  /** Called after every change that anybody could see; `peopleIds` are those who could. Returns how to stop it. */
  onChange(listener: (change: { readonly peopleIds: readonly Snowflake[] }) => void): () => void;
  snapshot(): DiscordSnapshot;
  close(): Promise<void>;
}

/** What those who run a server change; nothing here asks who may. Throws for a channel or server that is not there. */
export interface ServerSettings {
  /** What the bot is allowed and denied in a channel besides its role: bits of PermissionFlagsBits. */
  permit(channelId: Snowflake, bits: { readonly allow?: bigint; readonly deny?: bigint }): void;
  rename(channelId: Snowflake, name: string): void;
  deleteChannel(channelId: Snowflake): void;
  /** Archives and locks a thread. */
  lockThread(channelId: Snowflake): void;
  removeBot(guildId: Snowflake): void;
  addBot(guildId: Snowflake): void;
}

export interface GatewayControls {
  /** Sessions that are identified and connected now. */
  connections(): number;
  /** Cuts every connection without a close frame, or with this close code. The session stays resumable. */
  drop(closeCode?: number): void;
  /** Asks every client to reconnect and resume (op 7). */
  reconnect(): void;
  /** Tells every client that its session is invalid (op 9); unless resumable, the session is forgotten. */
  invalidate(isResumable: boolean): void;
  /** Stops acknowledging heartbeats, so that clients take the connection for a zombie. */
  ignoreHeartbeats(isIgnoring: boolean): void;
  /** Resolves when a bot is ready on the gateway; rejects after the time (milliseconds). */
  untilReady(timeoutMs?: number): Promise<void>;
}

/** What one person can see and do in their client. Nothing here throws for what a client would merely refuse. */
export interface DiscordPerson {
  readonly id: Snowflake;
  channels(): readonly SeenChannel[];
  /** Oldest first: messages, this person's ephemerals, "is thinking…" placeholders and "did not respond" notes. */
  messages(channelId: Snowflake): readonly SeenMessage[];
  post(channelId: Snowflake, text: string, files?: readonly NewFile[]): PostOutcome;
  /** Hides an ephemeral message, as "Dismiss message" does. */
  dismiss(messageId: Snowflake): void;
  /** Runs `invite create` and the like. Resolves at the bot's first answer, or when its time is up. */
  command(channelId: Snowflake, name: string, options?: CommandValues): Promise<InteractionOutcome>;
  /** The choices the bot offers while `focused` (an option's name) is being typed. */
  complete(channelId: Snowflake, name: string, options: CommandValues, focused: string): Promise<Completion>;
  press(messageId: Snowflake, customId: string): Promise<InteractionOutcome>;
  /** `values` are option values, or the ids of users, roles or channels. */
  select(messageId: Snowflake, customId: string, values: readonly string[]): Promise<InteractionOutcome>;
  /** The modal that is open in this person's client. */
  modal(): OpenModal | undefined;
  /** By custom_id. Fields left out keep what is prefilled. A refused or unanswered modal stays open. */
  submitModal(values: ModalValues): Promise<InteractionOutcome>;
  /** Closing tells the bot nothing, as on Discord. */
  closeModal(): void;
  allowDirectMessages(isAllowed: boolean): void;
  /** Resolves with the first defined, non-false value, looked at now and after every change; rejects after the time. */
  until<Value>(look: (person: DiscordPerson) => Value | undefined | false, timeoutMs?: number): Promise<Value>;
}
