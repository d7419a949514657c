import { LogLevel } from "@slack/bolt";
import type { Logger } from "@slack/bolt";
import type { Log } from "../../commands/app.ts";

/** Bolt's own words in our log: warnings and errors only, since its finer levels tell what people wrote. */
export function createBoltLog(log: Log): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...words) => log.warn({ said: sentence(words) }, "slack library warned"),
    error: (...words) => log.error({ said: sentence(words) }, "slack library failed"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

function sentence(words: readonly unknown[]): string {
  return words.map((word) => (word instanceof Error ? word.message : String(word))).join(" ");
}
