import type { Logger } from "pino";
import type { World } from "../domain/context.ts";
import type { Database } from "../storage/database.ts";
import type { Channel } from "./compose/words.ts";
import type { Messenger } from "./messenger.ts";

/** Ids only: never text, tokens or addresses. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** What sending takes: the database, where the domain gets its time, ids and codes from, and who carries messages. */
export interface Sender {
  readonly db: Database;
  /** The domain's world as of now. */
  world(): World;
  /** One for each channel that is configured. */
  readonly messengers: Readonly<Partial<Record<Channel, Messenger>>>;
  readonly log: Log;
  /** How long a platform may take to answer before the attempt counts as failed; default 25 seconds. */
  readonly answerLimitMs?: number;
}
