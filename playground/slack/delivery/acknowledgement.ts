import type { DeliveryResult } from "../seen.ts";

/** One thing that Slack tells the bot. */
export interface Outgoing {
  readonly type: "slash_commands" | "interactive" | "events_api";
  /** By which faults and the log know it, such as `block_actions`. */
  readonly label: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Set when the same event is sent again. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** How it ended, and the body of the acknowledgement where there was one. */
export interface Acknowledgement {
  readonly result: DeliveryResult;
  readonly body?: unknown;
  /** The bot answered `x-slack-no-retry: 1`. */
  readonly wantsNoRetry?: boolean;
}

/** One way to the bot. Never rejects. */
export interface Transport {
  send(
    outgoing: Outgoing,
    options: { readonly breakConnection?: "before-effect" | "after-effect" },
  ): Promise<Acknowledgement>;
}
