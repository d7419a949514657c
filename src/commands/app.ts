import type { Configuration } from "../domain/configuration/configuration.ts";
import type { ConfigurationFile } from "../domain/configuration/configuration-file.ts";
import type { Database } from "../storage/database.ts";
import type { Registry } from "./lookup.ts";

/** Where bugs and outages are written down. Satisfied by pino. */
export interface Log {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** What dispatching a request needs from the running program. */
export interface App {
  readonly db: Database;
  readonly log: Log;
  readonly registry: Registry;
  clock(): Date;
  configuration(): Configuration;
  /** Where it comes from, and may be loaded from again. */
  readonly configurationFile?: ConfigurationFile;
  /** A fresh UUIDv7. */
  newId(): string;
  /** An unguessable code for people to type, such as "7KQ2-M4XR". */
  newCode(): string;
}
