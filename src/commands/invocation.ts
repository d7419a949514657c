import type { Platform } from "../storage/generated/enums.ts";
import type { Call } from "../notifications/message.ts";

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

/** What a platform can tell about its own people. */
export interface Directory {
  profile(externalId: string): Promise<ChatProfile | undefined>;
  findByEmail(email: string): Promise<ChatProfile | undefined>;
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
  readonly directory: Directory;
}
