import type { Messenger } from "../notifications/messenger.ts";

/** A connected chat platform. */
export interface Platform {
  readonly name: "slack" | "discord";
  readonly messenger: Messenger;
  /** Resolves when the platform delivers requests to us. */
  start(): Promise<void>;
  /** Stops taking requests in and waits for those under way. */
  stop(): Promise<void>;
  /** False while the connection is down; shown by /readyz. */
  isReady(): boolean;
}
