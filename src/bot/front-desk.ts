import type { Invocation, Asked } from "../commands/invocation.ts";
import type { Choice, Form, Outcome, Reply } from "../commands/reply.ts";
import type { Call, Message } from "../notifications/message.ts";
import type { Platform } from "../storage/generated/enums.ts";

/** Decided from the words alone, before anything is looked up. */
export type Plan =
  /** visibleTo must be settled before the work begins: Discord fixes it with the first answer. */
  | { readonly kind: "run"; readonly call: Call; readonly visibleTo: "asker" | "everyone" }
  | { readonly kind: "form"; readonly call: Call }
  | { readonly kind: "reply"; readonly reply: Reply };

/** Who will see the buttons that a call is put behind. */
export interface Reader {
  readonly platform: Platform;
  readonly userExternalId: string;
  /** Absent in direct messages that the bot sends by itself. */
  readonly workspaceExternalId?: string;
}

export interface Suggesting {
  readonly command: string;
  /** The argument being typed. */
  readonly field: string;
  readonly query: string;
  /** What was filled in beside it. */
  readonly input: Readonly<Record<string, string>>;
}

/** What a chat platform asks of the commands. Only `plan` never waits for the database. */
export interface FrontDesk {
  plan(asked: Asked): Plan;
  /** Never rejects: failures are replies. */
  dispatch(invocation: Invocation): Promise<Outcome>;
  buildForm(invocation: Invocation, call: Call): Promise<Form>;
  /** At most 25, best first. */
  suggest(invocation: Invocation, suggesting: Suggesting): Promise<readonly Choice[]>;
  /** At most 90 characters of [A-Za-z0-9_-.~], so that an adapter can put a mark of its own before it. */
  encodeCall(reader: Reader, call: Call): Promise<string>;
  /** undefined: made up, expired, or meant for somebody else. */
  decodeCall(reader: Reader, encoded: string): Promise<Call | undefined>;
  /** Slack's home tab and `home`. */
  home(invocation: Invocation): Promise<Message>;
}
