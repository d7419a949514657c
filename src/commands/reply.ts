import type { Message } from "../notifications/message.ts";

/** An answer to a command. Only the asker sees it, unless it says otherwise. */
export interface Reply extends Message {
  readonly visibleTo?: "everyone";
  /** True when the answer takes the place of the message whose button was pressed (paging, confirming). */
  readonly replaces?: boolean;
  /** True when it takes the place of a card in the asker's own direct messages, too. */
  readonly replacesCard?: boolean;
  /** The stable code of a refusal or failure, such as "role_above_yours". */
  readonly code?: string;
  /** Field name to sentence: what to mend in the form this came from. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
}

/** A question on a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: "line" | "lines" | "choice" | "choices" | "person" | "suggested";
  readonly required: boolean;
  /** What was typed before, in the same words. */
  readonly value?: string;
  /** For "choice" and "choices": at most 25. */
  readonly choices?: readonly Choice[];
  readonly maxLength?: number;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a person fills in to complete a call. Its submission comes back as an Asked "form". */
export interface Form {
  readonly command: string;
  readonly title: string;
  readonly intro?: string;
  readonly submit: string;
  readonly fields: readonly Field[];
  /** Input that is already decided and not asked again. */
  readonly fixed: Readonly<Record<string, string>>;
}

export type Outcome =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "form"; readonly form: Form }
  /** A redelivery of a request that was already taken in: say nothing. */
  | { readonly kind: "duplicate" };
