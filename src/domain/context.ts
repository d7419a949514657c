import type { Platform, PersonState, PersonType, PlatformRole } from "../storage/generated/enums.ts";
import type { Configuration } from "./configuration/configuration.ts";
import type { ConfigurationFile } from "./configuration/configuration-file.ts";
import type { Database } from "../storage/database.ts";

/** A registered person, as they were when their request came in; verbs look again under their locks. */
export interface PersonActor {
  readonly kind: "person";
  readonly id: string;
  readonly label: string;
  readonly role: PlatformRole;
  readonly type: PersonType;
  readonly state: PersonState;
  readonly currentOrganizationId: string | null;
  readonly timeZone: string;
}

/** Somebody on a connected workspace who has no account here (yet). */
export interface VisitorActor {
  readonly kind: "visitor";
  readonly label: string;
}

/** The program itself: the clock, the worker. */
export interface SystemActor {
  readonly kind: "system";
  readonly label: string;
}

export type Actor = PersonActor | VisitorActor | SystemActor;

/** Where a request came from: who sent it there and, redacted, what they typed. */
export interface Origin {
  readonly platform: Platform;
  /** The chat platform's id of the person who sent the request. */
  readonly externalId: string;
  readonly handle: string;
  readonly displayName: string;
  readonly command: string;
  /** The address that the platform itself has confirmed, lower case; asked for only where it matters. */
  confirmedEmail(): Promise<string | undefined>;
  /** IANA name, if the platform knows it. */
  readonly timeZone?: string;
}

/** What even the program itself needs: the database, the clock, and where ids and codes come from. */
export interface World {
  readonly db: Database;
  /** The instant of this request; one value for all of it. */
  readonly now: Date;
  /** As it is at that instant. */
  readonly configuration: Configuration;
  /** Where it comes from, and may be loaded from again. */
  readonly configurationFile?: ConfigurationFile;
  /** A fresh UUIDv7. */
  newId(): string;
  /** An unguessable code for people to type, such as "7KQ2-M4XR". */
  newCode(): string;
}

/** All that a verb may know of the world around it. */
export interface Context extends World {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly origin?: Origin;
  /** Nobody is told of what is changed, which the audit log says; cards that are shown are put right all the same. */
  readonly quiet?: boolean;
}

/** The program acting by itself in one tenant, such as when an invitation expires. */
export function systemContext(world: World, tenantId: string): Context {
  return {
    tenantId,
    actor: { kind: "system", label: "Quartermaster" },
    db: world.db,
    now: world.now,
    configuration: world.configuration,
    newId: () => world.newId(),
    newCode: () => world.newCode(),
  };
}
