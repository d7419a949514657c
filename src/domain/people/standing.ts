import type {
  OrganizationKind,
  PersonState,
  PersonType,
  Platform,
  PlatformRole,
  Registration,
  Role,
} from "../../storage/generated/enums.ts";
import type { MemberSettings } from "../organizations/organization.ts";
import type { PersonActor } from "../context.ts";

export interface StandingTenant {
  readonly id: string;
  readonly name: string;
  readonly registration: Registration;
  /** False until the first person has registered. */
  readonly claimed: boolean;
}

export interface StandingIdentity {
  readonly platform: Platform;
  readonly externalId: string;
  readonly handle: string;
}

export interface StandingPerson {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly state: PersonState;
  readonly type: PersonType;
  readonly role: PlatformRole;
  readonly timeZone: string;
  readonly currentOrganizationId: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
  readonly identities: readonly StandingIdentity[];
}

export interface StandingMembership {
  readonly organizationId: string;
  readonly name: string;
  readonly slug: string;
  readonly kind: OrganizationKind;
  readonly personal: boolean;
  readonly role: Role;
  readonly settings: MemberSettings;
}

export interface PersonStanding {
  readonly kind: "person";
  readonly tenant: StandingTenant;
  readonly workspaceId: string;
  readonly person: StandingPerson;
  /** By name. */
  readonly memberships: readonly StandingMembership[];
}

export interface VisitorStanding {
  readonly kind: "visitor";
  readonly tenant: StandingTenant;
  readonly workspaceId: string;
}

/** Who somebody on a chat platform is to us: nobody we serve, a visitor of a connected workspace, or a person. */
export type Standing = { readonly kind: "unconnected" } | VisitorStanding | PersonStanding;

/** The person as the actor of a Context. */
export function actorOf(person: StandingPerson): PersonActor {
  return {
    kind: "person",
    id: person.id,
    label: person.displayName,
    role: person.role,
    type: person.type,
    state: person.state,
    currentOrganizationId: person.currentOrganizationId,
    timeZone: person.timeZone,
  };
}
