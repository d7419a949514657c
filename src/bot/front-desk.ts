import type { Reader } from "../commands/call-id.ts";
import type { Invocation, Asked } from "../commands/invocation.ts";
import type { Choice, Form, Outcome, Reply } from "../commands/reply.ts";
import type { Suggesting } from "../commands/suggest.ts";
import type { Call, Message } from "../notifications/message.ts";

/** Decided from the words alone, before anything is looked up. */
export type Plan =
  /** visibleTo must be settled before the work begins: Discord fixes it with the first answer. */
  | { readonly kind: "run"; readonly call: Call; readonly visibleTo: "asker" | "everyone" }
  | { readonly kind: "form"; readonly call: Call }
  | { readonly kind: "reply"; readonly reply: Reply };

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
