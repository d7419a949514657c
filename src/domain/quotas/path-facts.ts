import type {
  LimitModel,
  LoanState,
  PersonState,
  PersonType,
  PlatformRole,
  QuotaAuthority,
  Role,
} from "../../storage/generated/enums.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Units } from "../meters/meter.ts";
import type { Pause } from "../pauses/pause.ts";
import type { CountedSubject, Subject } from "./subject.ts";

/** A quota as it was set. */
export interface QuotaFact {
  readonly id: string;
  readonly subject: Subject;
  readonly meter: string;
  readonly window: string;
  readonly amount: Units | null;
  readonly model: LimitModel;
  readonly gracePercent: number;
  readonly thresholds: readonly number[];
  readonly borrowingLimit: Units | null;
  readonly lendingLimit: Units | null;
  readonly until: Date | null;
  readonly reason: string | null;
  readonly setBy: string;
  /** In whose name it was set, whatever who set it may do now. */
  readonly setWith: QuotaAuthority;
  readonly setAt: Date;
}

/** A grant as it was given; burned in the order of priority, expiry, creation and id. */
export interface GrantFact {
  readonly id: string;
  /** As subject.ts makes it. */
  readonly subjectKey: string;
  readonly meter: string;
  readonly amount: Units;
  readonly priority: number;
  readonly effectiveAt: Date;
  readonly expiresAt: Date | null;
  /** A window: given anew each time, without rollover. */
  readonly recurrence: string | null;
  readonly minRollover: Units;
  /** null: all of it. */
  readonly maxRollover: Units | null;
  readonly voidedAt: Date | null;
  readonly createdAt: Date;
  readonly by: string;
  readonly reason: string | null;
}

export interface LoanFact {
  readonly id: string;
  readonly meter: string;
  readonly amount: Units;
  readonly lenderId: string;
  readonly lender: string;
  readonly borrowerId: string;
  readonly borrower: string;
  readonly state: LoanState;
  readonly startsAt: Date;
  readonly until: Date;
  readonly returnedAt: Date | null;
  /** What was used of it when it was returned. */
  readonly usedAmount: Units | null;
  readonly reason: string | null;
}

export interface OrganizationFact {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

export interface PersonFact {
  readonly id: string;
  readonly name: string;
  readonly type: PersonType;
  readonly state: PersonState;
  readonly role: PlatformRole;
  /** An account of a program, which has only what was given to it by name. */
  readonly isService?: boolean;
  /** Null while it is the default. */
  readonly planName: string | null;
  /** Of all organizations that the person belongs to. */
  readonly groups: readonly { readonly organization: string; readonly name: string; readonly plan: string | null }[];
}

/** What limits are derived from, for any number of subjects; by key, as subject.ts makes them. */
export interface LimitFacts {
  /** Ended ones do no harm. */
  quotasOf(subjectKey: string): readonly QuotaFact[];
  /** Voided and expired ones among them: they have covered earlier use. */
  grantsOf(subjectKey: string): readonly GrantFact[];
  /** Ended ones do no harm. */
  pausesOf(subjectKey: string): readonly Pause[];
  /** Lent or borrowed by it. */
  loansOf(organizationId: string): readonly LoanFact[];
  /** The live organizations right below one; below none: the top ones. Only asked for where some borrow or lend. */
  childrenOf(parentId: string | null): readonly OrganizationFact[];
  /** What a subject used of a meter in [from, to), from the sums by the hour. Only asked for where grants need it. */
  usedBetween(use: { subject: CountedSubject; meter: string; from: Date; to: Date }): Units;
  readonly configuration: Configuration;
  /** The version of the tenant's limits, read before all the rest. */
  readonly version: string;
  readonly now: Date;
}

/** Whose limits. */
export interface PathFacts {
  readonly person: PersonFact | null;
  /** The person's role in the organization; null without either. */
  readonly role: Role | null;
  /** The organization and those above it, nearest first; empty without one. */
  readonly chain: readonly OrganizationFact[];
}
