import type { ExchangeLog } from "../shared/exchange-log.ts";
import type { Faults } from "../shared/faults.ts";
import type {
  CommandResult,
  DeliveryResult,
  ElementRef,
  ElementValue,
  NotPossible,
  PressResult,
  SeenChannel,
  SeenFile,
  SeenMessage,
  SeenView,
  SubmitResult,
  SuggestResult,
  ViewValues,
} from "./seen.ts";

export interface LocalSlackOptions {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly people: readonly SlackPersonSeed[];
  readonly channels: readonly SlackChannelSeed[];
  readonly app: SlackAppSeed;
  /** 0, the default, takes a free one. The server listens on 127.0.0.1 only. */
  readonly port?: number;
  /** Made up when absent, and kept in the snapshot. */
  readonly credentials?: SlackCredentials;
  /** What `snapshot()` gave earlier: people and app come from the options, what was said and who is where from here. */
  readonly snapshot?: LocalSlackSnapshot;
  /** Milliseconds since the epoch; triggers, response URLs and rate limits expire by it. */
  readonly now?: () => number;
  /** `realistic`, the default, allows Slack's bursts; `strict` refuses the second message a second; `off` none. */
  readonly rateLimits?: "realistic" | "strict" | "off";
  /** How long the bot may take to acknowledge; 3,000 ms on Slack and here. */
  readonly acknowledgeWithinMs?: number;
  /** The waits before an event is sent again; Slack's are "almost at once", 1 minute and 5 minutes. */
  readonly eventRetriesMs?: readonly number[];
}

export interface SlackPersonSeed {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  /** IANA zone, such as `Europe/Berlin`. */
  readonly tz: string;
  readonly locale?: string;
  readonly deactivated?: boolean;
  readonly isAdmin?: boolean;
}

export interface SlackChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly topic?: string;
  /** User ids; the bot's own among them if it is to be a member. */
  readonly members: readonly string[];
}

export interface SlackAppSeed {
  readonly id: string;
  readonly name: string;
  readonly botUserId: string;
  readonly commands: readonly SlackCommandSeed[];
  /** The bot token's, such as `chat:write`. */
  readonly botScopes: readonly string[];
  /** The app token's; Socket Mode needs `connections:write`. */
  readonly appScopes: readonly string[];
  /** Event types subscribed to, such as `app_home_opened`. */
  readonly events: readonly string[];
  /** Whether people may write to the app; true unless told otherwise. */
  readonly messagesTab?: boolean;
  /** Whether the app has a home tab; true unless told otherwise. */
  readonly homeTab?: boolean;
}

export interface SlackCommandSeed {
  /** With the slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint?: string;
  /** Whether mentions arrive as `<@U1|ann>`. */
  readonly shouldEscape: boolean;
}

export interface SlackCredentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

/** Opaque, JSON all through. */
export interface LocalSlackSnapshot {
  readonly version: 1;
  readonly credentials: SlackCredentials;
  readonly state: unknown;
}

export interface LocalSlack {
  /** Ends in `/api/`: what goes into Bolt's `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly credentials: SlackCredentials;
  readonly options: LocalSlackOptions;
  /** Where commands, interactions and events are posted, signed. Unset: Socket Mode, as on Slack never both. */
  requestUrl: string | undefined;
  as(userId: string): SlackPerson;
  /** Targets: a Web API method (`chat.postMessage`), `response_url`, or a delivery (`slash_commands`, `block_actions`,
   * `view_submission`, `view_closed`, `block_suggestion`, `event:app_home_opened`). */
  readonly faults: Faults;
  readonly exchanges: ExchangeLog;
  /** Called after anything that a person could see changed. Returns the function that stops listening. */
  onChange(listener: () => void): () => void;
  /** Sends every Socket Mode connection a `disconnect` frame and, for `refresh_requested`, closes it 1 s later. */
  disconnectSockets(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Sends any event to the bot, subscribed or not checked: for payloads that no person's act here causes. */
  sendEvent(event: Readonly<Record<string, unknown>> & { readonly type: string }): Promise<DeliveryResult>;
  snapshot(): LocalSlackSnapshot;
  close(): Promise<void>;
}

/** One signed-in person's Slack client. */
export interface SlackPerson {
  readonly userId: string;
  /** Public ones, private ones they are in, direct messages, and the app's. */
  channels(): readonly SeenChannel[];
  /** Oldest first: what this person sees, ephemerals for them among it. Without `threadTs`, replies are left out. */
  messages(channelId: string, options?: { readonly threadTs?: string }): readonly SeenMessage[];
  /** Returns the new message's id, or why it cannot be. */
  post(
    channelId: string,
    text: string,
    options?: { readonly threadTs?: string },
  ): { readonly messageId: string } | NotPossible;
  /** Settles when the bot acknowledged, or failed to. */
  command(channelId: string, command: string, text: string): Promise<CommandResult>;
  press(
    messageId: string,
    element: ElementRef,
    value?: ElementValue,
    options?: { readonly confirm?: boolean },
  ): Promise<PressResult>;
  /** Open modals, the top one last. */
  views(): readonly SeenView[];
  /** Types into the form without submitting. Tells the bot only where `dispatch_action` asks for it. */
  fill(viewId: string, values: ViewValues): Promise<CommandResult>;
  /** Fills in `values`, then submits. */
  submitView(viewId: string, values?: ViewValues): Promise<SubmitResult>;
  /** The close button of the top view; with `clear` the × that closes them all. */
  closeView(viewId: string, options?: { readonly clear?: boolean }): Promise<CommandResult>;
  pressInView(
    viewId: string,
    element: ElementRef,
    value?: ElementValue,
    options?: { readonly confirm?: boolean },
  ): Promise<PressResult>;
  /** Options of an external select for what was typed, in a message, a modal or the home tab. */
  suggest(where: string, element: ElementRef, query: string): Promise<SuggestResult>;
  /** Opens the app's home tab, or its messages tab. */
  openHome(tab?: "home" | "messages"): Promise<CommandResult>;
  home(): SeenView | undefined;
  /** Opens (or finds) the direct message with a person or the bot, and returns its channel id. */
  openDirect(userId: string): string;
  join(channelId: string): NotPossible | undefined;
  leave(channelId: string): NotPossible | undefined;
  invite(channelId: string, userId: string): NotPossible | undefined;
  /** Takes somebody, or the bot, out of a channel. */
  remove(channelId: string, userId: string): NotPossible | undefined;
  archive(channelId: string): NotPossible | undefined;
  unarchive(channelId: string): NotPossible | undefined;
  rename(channelId: string, name: string): NotPossible | undefined;
  /** Turns a public channel into a private one of the same id and members. */
  makePrivate(channelId: string): NotPossible | undefined;
  /** Uploads a file for a `file_input`, and returns its id. */
  upload(name: string, content: Uint8Array, mimetype?: string): string;
  /** A file's content, if this person may see it. */
  file(fileId: string): { readonly file: SeenFile; readonly content: Uint8Array } | undefined;
  /** Waits until `look` gives something other than undefined, null or false; looks again at every change.
   * Rejects after `timeoutMs` (5,000 unless told otherwise). */
  until<T>(look: (person: SlackPerson) => T | undefined | null | false, timeoutMs?: number): Promise<T>;
}
