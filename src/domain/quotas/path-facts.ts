import type { LimitModel, LoanState, PersonType, PlatformRole, Role } from "../../storage/generated/enums.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Units } from "../meters/meter.ts";
import type { Subject } from "./subject.ts";

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
  readonly role: PlatformRole;
  /** Null while it is the default. */
  readonly planName: string | null;
  /** Of all organizations that the person belongs to. */
  readonly groups: readonly { readonly organization: string; readonly plan: string | null }[];
}

/** What was used of a meter by a subject in one past or present window. */
export interface UsageFact {
  readonly startsAt: Date;
  readonly used: Units;
}

/** All that the limits of one person, organization or both are derived from. */
export interface PathFacts {
  readonly person: PersonFact | null;
  /** The person's role in the organization; null without either. */
  readonly role: Role | null;
  /** The organization and those above it, nearest first; empty without one. */
  readonly chain: readonly OrganizationFact[];
  /** Those that share a parent with one of the chain, that one included. */
  readonly siblings: readonly OrganizationFact[];
  /** Of the tenant, of everything in chain and siblings, of the person and of the person's roles; others do no harm. */
  readonly quotas: readonly QuotaFact[];
  readonly grants: readonly GrantFact[];
  readonly loans: readonly LoanFact[];
  /** What a subject used in each window since a grant began; only asked for where there are grants. */
  usageOf(subjectKey: string, meter: string, window: string): readonly UsageFact[];
  readonly configuration: Configuration;
  readonly version: string;
  readonly now: Date;
}
