import type { Database, Transaction } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Units } from "../meters/meter.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/** Half-open: [from, to). Exact where both are midnights of the installation's zone. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

export interface Reading {
  readonly tenantId: string;
  readonly configuration: Configuration;
}

export interface Used {
  /** Of a gauge: the most that was held. */
  readonly amount: Units;
  /** In billionths of the currency. */
  readonly cost: Units;
}

export interface UsedOnDay extends Used {
  /** "2026-11-21", in the installation's zone. */
  readonly day: string;
  readonly startsAt: Date;
}

export interface UsedOfMeter extends Used {
  readonly meter: string;
}

/** Null: what no person, or no organization, was named for. */
export interface UsedBy extends Used {
  readonly id: string | null;
  readonly name: string;
}

export interface UsedByJob extends Used {
  readonly job: string;
  readonly meter: string;
  readonly personId: string | null;
  readonly personName: string;
  readonly events: number;
  readonly lastAt: Date;
}

type Db = Database | Transaction;

/**
 * What a subject used on each local day of the period, days without use included; of an organization with all below it.
 * Of the meter "cost": what everything cost.
 */
export async function usageByDay(
  _db: Db,
  _reading: Reading,
  _asked: Period & { readonly subject: CountedSubject; readonly meter: string },
): Promise<readonly UsedOnDay[]> {
  return Promise.resolve([]);
}

/** All meters at once that anything was used of, in the configuration's order. */
export async function usageTotals(
  _db: Db,
  _reading: Reading,
  _asked: Period & { readonly subject: CountedSubject },
): Promise<readonly UsedOfMeter[]> {
  return Promise.resolve([]);
}

/** By person, most first, in an organization and all below it; people who are no longer members included. */
export async function usageByMember(
  _db: Db,
  _reading: Reading,
  _asked: Period & { readonly organizationId: string; readonly meter: string },
): Promise<readonly UsedBy[]> {
  return Promise.resolve([]);
}

/** Who used most, in the installation or under one organization. Organizations count what was used directly in them. */
export async function usageTop(
  _db: Db,
  _reading: Reading,
  _asked: Period & {
    readonly by: "person" | "organization";
    readonly meter: string;
    readonly limit: number;
    readonly organizationId?: string;
  },
): Promise<readonly UsedBy[]> {
  return Promise.resolve([]);
}

/** The jobs that used most; only as far back as single events are kept. */
export async function topJobs(
  _db: Db,
  _reading: Reading,
  _asked: Period & { readonly subject: CountedSubject; readonly meter: string; readonly limit: number },
): Promise<readonly UsedByJob[]> {
  return Promise.resolve([]);
}
