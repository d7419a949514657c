import type { Platform } from "../storage/generated/enums.ts";

/** What a platform tells of a channel: whether the bot may post there now. */
export interface ChannelNews {
  readonly platform: Platform;
  readonly workspaceExternalId: string;
  /** Absent: all channels of the workspace. */
  readonly channelExternalId?: string;
  /** Without "#", where it is known. */
  readonly name?: string;
  readonly state:
    | { readonly mayPost: true }
    /** A sentence each, for people. */
    | { readonly mayPost: false; readonly reason: string; readonly howTo: string }
    /** Only its name is new. */
    | { readonly mayPost: "as before" };
}

/** Told of each; whatever it does with what nobody subscribed is nothing. */
export type TellChannelNews = (news: ChannelNews) => Promise<void>;
