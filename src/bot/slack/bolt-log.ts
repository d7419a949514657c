import { LogLevel } from "@slack/bolt";
import type { Logger } from "@slack/bolt";
import type { Log } from "../../commands/app.ts";

/**
 * The library's own words in our log: errors only. Its finer levels tell what people wrote, and what it warns of is
 * refused and logged where requests come in.
 */
export function createBoltLog(log: Log): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (...words) => log.error({ said: sentence(words) }, "slack library failed"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.ERROR,
    setName: () => undefined,
  };
}

function sentence(words: readonly unknown[]): string {
  return words.map((word) => (word instanceof Error ? word.message : String(word))).join(" ");
}
