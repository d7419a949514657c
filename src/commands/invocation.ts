import type { Platform } from "../storage/generated/enums.ts";
import type { Call } from "../notifications/message.ts";
import type { Probed } from "../notifications/messenger.ts";

export interface ChatProfile {
  readonly externalId: string;
  readonly handle: string;
  readonly displayName: string;
  /** Lower case; only an address that the platform itself has confirmed. */
  readonly confirmedEmail?: string;
  readonly timeZone?: string;
  readonly isBot: boolean;
  /** Where they stand in the workspace, if the platform tells; "foreign": a member of another one, met in a shared channel. */
  readonly standing?: "member" | "guest" | "foreign" | "deactivated";
}

/** What a platform can tell about its own people and places. */
export interface Directory {
  profile(externalId: string): Promise<ChatProfile | undefined>;
  findByEmail(email: string): Promise<ChatProfile | undefined>;
  /** Whether the bot may post in a channel of this workspace; if not, why, and what would mend that. */
  probe?(channelExternalId: string): Promise<Probed>;
}

/** Where something was asked. */
export interface AskedIn {
  readonly externalId: string;
  /** Without "#", where the platform tells it. */
  readonly name?: string;
  /** Nobody is there but the asker and the bot. */
  readonly isDirect: boolean;
  /** Whether the bot may post there; absent where the platform does not say, and a probe would. */
  readonly mayPost?: boolean;
}

/** How a request was made: typed as one line, picked from options, or pressed or sent as a prepared call. */
export type Asked =
  | { readonly via: "text"; readonly text: string }
  | { readonly via: "options"; readonly call: Call }
  | { readonly via: "button"; readonly call: Call }
  | { readonly via: "form"; readonly call: Call };

/**
 * One request from a person on a chat platform, in the platform's own ids.
 * People in raw input are written "<@external id>", channels "<#external id>", everything else as typed.
 */
export interface Invocation {
  readonly platform: Platform;
  readonly workspace: { readonly externalId: string; readonly name: string };
  readonly user: { readonly externalId: string; readonly handle: string; readonly displayName: string };
  /** The same for every redelivery of one request, and for no other request. */
  readonly requestId: string;
  readonly asked: Asked;
  /** Absent on Slack's home tab, and where the platform does not say. */
  readonly channel?: AskedIn;
  readonly directory: Directory;
}
