/** How a delivery to the bot ended. Everything but `acknowledged` is an error that the client shows. */
export type DeliveryResult =
  | { readonly outcome: "acknowledged" }
  /** No acknowledgement in time. */
  | { readonly outcome: "operation_timeout" }
  /** Nothing listens: no Socket Mode connection, or the request URL refuses connections. */
  | { readonly outcome: "dispatch_failed" }
  | { readonly outcome: "http_error"; readonly status: number }
  /** The acknowledgement's body is not what Slack accepts there. */
  | { readonly outcome: "invalid_response"; readonly reasons: readonly string[] };

/** The client's own refusal: nothing was sent to the bot. */
export interface NotPossible {
  readonly outcome: "not_possible";
  readonly reason: string;
}

export type CommandResult = DeliveryResult | NotPossible;

export type PressResult =
  | DeliveryResult
  | NotPossible
  /** The element has a `confirm` and `confirm: true` was not given. */
  | { readonly outcome: "confirm"; readonly dialog: SlackJson }
  /** A button with a `url`: the browser opens it, and the bot is told besides. */
  | { readonly outcome: "opened"; readonly url: string; readonly delivery: DeliveryResult };

export type SubmitResult =
  | Exclude<DeliveryResult, { outcome: "acknowledged" }>
  | NotPossible
  /** Found by the client before sending, keyed by block id. */
  | { readonly outcome: "incomplete"; readonly errors: Readonly<Record<string, string>> }
  /** Answered by the bot, keyed by block id; the view stays open. */
  | { readonly outcome: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly outcome: "closed" | "cleared" | "updated" | "pushed" };

/** A JSON object in Slack's own shape, already validated. */
export type SlackJson = Readonly<Record<string, unknown>>;
export type SlackBlock = SlackJson & { readonly type: string; readonly block_id: string };

export interface SeenChannel {
  readonly id: string;
  /** Without `#`; for direct messages the other one's name. */
  readonly name: string;
  readonly kind: "public" | "private" | "direct" | "app";
  readonly isMember: boolean;
  readonly isArchived: boolean;
  readonly topic: string;
  readonly members: readonly string[];
  /** Of the newest message that this person sees. */
  readonly latestTs?: string;
}

export interface SeenMessage {
  /** Stable through edits. */
  readonly id: string;
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** A person's id or the bot's user id. */
  readonly authorId: string;
  readonly authorName: string;
  readonly isFromApp: boolean;
  /** Slack's mrkdwn, with `<@U…>`, `<#C…>`, `<!date^…>` and `&amp; &lt; &gt;`. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly attachments: readonly SlackJson[];
  readonly files: readonly SeenFile[];
  /** "Only visible to you". */
  readonly isEphemeral: boolean;
  readonly isEdited: boolean;
  readonly isPinned: boolean;
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly replyCount: number;
}

export interface SeenFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly altText?: string;
}

export interface SeenView {
  readonly id: string;
  readonly type: "modal" | "home";
  readonly title?: SlackJson;
  readonly submit?: SlackJson;
  readonly close?: SlackJson;
  readonly blocks: readonly SlackBlock[];
  readonly callbackId: string;
  readonly hash: string;
  /** What is filled in now, in the shape of `view.state.values`: block id, action id, element state. */
  readonly values: Readonly<Record<string, Readonly<Record<string, SlackJson>>>>;
  /** What the last submission was refused for, keyed by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** `actionId` alone is enough while it is unique in the message or view. */
export type ElementRef = string | { readonly blockId: string; readonly actionId: string };

/** One option's `value`, a user or channel id, a date, a time or a typed text; several for multi-selects,
 * checkboxes and file inputs; seconds since the epoch for a datetimepicker; null clears. */
export type ElementValue = string | readonly string[] | number | null;

/** Keyed by block id or, where that is unique, by action id. */
export type ViewValues = Readonly<Record<string, ElementValue>>;

interface SlackOptionGroups {
  /** Groups when the bot answered with groups, else one group without a label. */
  readonly groups: readonly { readonly label?: string; readonly options: readonly SlackJson[] }[];
}

export type SuggestResult =
  | ({ readonly outcome: "acknowledged" } & SlackOptionGroups)
  | Exclude<CommandResult, { outcome: "acknowledged" }>;
