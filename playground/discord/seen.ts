import type {
  APIApplicationCommandOptionChoice,
  APIEmbed,
  APIMessage,
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
  Snowflake,
} from "discord-api-types/v10";

export interface SeenChannel {
  readonly id: Snowflake;
  readonly kind: "text" | "thread" | "direct";
  /** The channel that a thread is in; it has the id of the message that it was begun from. */
  readonly parentId?: Snowflake;
  /** A direct channel is named after the other side. */
  readonly name: string;
  readonly topic?: string;
  readonly guild?: { readonly id: Snowflake; readonly name: string };
  readonly mayPost: boolean;
  /** The id of the latest message this person can see in it. */
  readonly lastMessageId?: Snowflake;
}

export interface SeenMessage {
  readonly id: Snowflake;
  readonly channelId: Snowflake;
  readonly author: { readonly id: Snowflake; readonly name: string; readonly isBot: boolean };
  /** `thinking` is a deferred answer; `failed` says `THE_APPLICATION_DID_NOT_RESPOND` in `content`. */
  readonly state: "sent" | "thinking" | "failed";
  /** Only this person sees it. */
  readonly isEphemeral: boolean;
  readonly isMentioningMe: boolean;
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly attachments: readonly SeenFile[];
  /** What it answers: who used which command, as the client shows above the message. */
  readonly inAnswerTo?: {
    readonly userId: Snowflake;
    readonly userName: string;
    readonly command: string;
  };
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly editedAt?: string;
  /** The message as Discord's API would give it, for renderers. Absent for `failed` notes that have none. */
  readonly raw?: APIMessage;
}

export interface SeenFile {
  readonly id: Snowflake;
  readonly name: string;
  readonly url: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly description?: string;
}

export interface NewFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export type CommandValues = Readonly<Record<string, CommandValue>>;
/** Users, roles, channels and mentionables by id; attachments as files. */
export type CommandValue = string | number | boolean | NewFile;
export type ModalValues = Readonly<Record<string, string | boolean | readonly string[] | readonly NewFile[]>>;

export type PostOutcome =
  | { readonly kind: "sent"; readonly messageId: Snowflake }
  | { readonly kind: "refused"; readonly problems: readonly ClientProblem[] };

/** What came of a command, a click or a submitted modal. */
export type InteractionOutcome =
  /** A message in the channel. */
  | { readonly kind: "replied"; readonly messageId: Snowflake }
  /** A message that says that the bot is thinking; the same id becomes the answer. */
  | { readonly kind: "deferred"; readonly messageId: Snowflake }
  /** The message that was clicked has changed, or will without further notice. */
  | { readonly kind: "updated"; readonly messageId: Snowflake; readonly isDeferred: boolean }
  | { readonly kind: "modal"; readonly modal: OpenModal }
  /** The bot was too late, is offline or answered what Discord refused. `text` is what the client shows. */
  | { readonly kind: "failed"; readonly text: string }
  /** The client did not even send it: a required option is missing, a value is out of bounds, … */
  | { readonly kind: "refused"; readonly problems: readonly ClientProblem[] };

export interface ClientProblem {
  /** The option's name or the field's custom_id. */
  readonly field?: string;
  readonly message: string;
}

export type Completion =
  | { readonly kind: "choices"; readonly choices: readonly APIApplicationCommandOptionChoice[] }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "refused"; readonly problems: readonly ClientProblem[] };

export interface OpenModal {
  readonly customId: string;
  readonly title: string;
  /** Everything that can be filled in, in order. */
  readonly fields: readonly ModalField[];
  /** As the bot sent it, for renderers that show text between the fields. */
  readonly raw: APIModalInteractionResponseCallbackData;
}

export interface ModalField {
  readonly customId: string;
  readonly label: string;
  readonly description?: string;
  readonly kind:
    | "short-text"
    | "paragraph"
    | "string-select"
    | "user-select"
    | "role-select"
    | "mentionable-select"
    | "channel-select"
    | "radio"
    | "checkboxes"
    | "checkbox"
    | "files";
  readonly isRequired: boolean;
  readonly placeholder?: string;
  /** What is prefilled: one text, the chosen values or ids, or whether it is ticked. */
  readonly value: string | boolean | readonly string[];
  readonly choices?: readonly {
    readonly label: string;
    readonly value: string;
    readonly description?: string;
  }[];
  /** Characters for texts, how many values for the others. */
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What the client shows when an interaction went unanswered. */
export const THE_APPLICATION_DID_NOT_RESPOND = "The application did not respond";
/** What the client shows when a click went unanswered. */
export const THIS_INTERACTION_FAILED = "This interaction failed";
/** What the client shows in a modal whose submission went unanswered. */
export const SOMETHING_WENT_WRONG = "Something went wrong. Try again.";
