import type { Database, Transaction } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { COST } from "../meters/meter.ts";
import type { Units } from "../meters/meter.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { NOBODY } from "../quotas/subject.ts";
import { windowAt } from "../quotas/window-at.ts";
import { readHeld } from "./held-by-holder.ts";
import { organizationNames, personNames } from "./names.ts";
import type { Span } from "./pieces.ts";
import { readUse } from "./used-by-holder.ts";
import type { HolderUse } from "./used-by-holder.ts";

/** Half-open: [from, to). Exact where both are midnights of the installation's zone. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** A Context is one. */
export interface Reading {
  readonly tenantId: string;
  readonly now: Date;
  readonly configuration: Configuration;
}

export interface Used {
  /** Of a gauge: the most that each held, added up. */
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

type Db = Database | Transaction;

/**
 * What a subject used on each local day of the period, days without use included; of an organization with all below it.
 * Of the meter "cost": what everything cost.
 */
export async function usageByDay(
  db: Db,
  reading: Reading,
  { subject, meter, ...period }: Period & { readonly subject: CountedSubject; readonly meter: string },
): Promise<readonly UsedOnDay[]> {
  const spans = daysOf(period, reading.configuration);
  const uses = isGauge(reading, meter)
    ? await readHeld(db, { ...reading, subject, meter, spans })
    : await readUse(db, { ...reading, subject, meter, spans, by: "span" });
  const sums = summed(uses, ({ startsAt }) => startsAt);
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: reading.configuration.timeZone, dateStyle: "short" });
  return spans.map(({ from }) => ({
    day: dayOf.format(from),
    startsAt: new Date(from),
    ...(sums.get(from) ?? { amount: 0n, cost: 0n }),
  }));
}

/** All meters at once that anything was used of, in the configuration's order. */
export async function usageTotals(
  db: Db,
  reading: Reading,
  { subject, ...period }: Period & { readonly subject: CountedSubject },
): Promise<readonly UsedOfMeter[]> {
  const spans = [spanOf(period)];
  const counters = await readUse(db, { ...reading, subject, spans, by: "span" });
  const gauges = reading.configuration.meters.filter(({ kind }) => kind === "gauge");
  const held = await Promise.all(
    gauges.map(async ({ name }) => readHeld(db, { ...reading, subject, spans, meter: name })),
  );
  const sums = summed([...counters, ...held.flat()], ({ meter }) => meter);
  const cost = counters.reduce((total, use) => total + use.cost, 0n);
  sums.set(COST, { amount: cost, cost });
  return reading.configuration.meters.flatMap(({ name }) => {
    const sum = sums.get(name);
    return sum && (sum.amount !== 0n || sum.cost !== 0n) ? [{ meter: name, ...sum }] : [];
  });
}

/** By person, most first, in an organization and all below it; people who are no longer members included. */
export async function usageByMember(
  db: Db,
  reading: Reading,
  { organizationId, meter, ...period }: Period & { readonly organizationId: string; readonly meter: string },
): Promise<readonly UsedBy[]> {
  const uses = await usesOf(db, reading, { ...period, subject: { scope: "organization", organizationId }, meter });
  const ranked = rankedBy(uses, ({ personId }) => personId);
  return named(ranked, await personNames(db, reading.tenantId, idsOf(ranked)), "nobody named");
}

/** Who used most, in the installation or under one organization. Organizations count what was used directly in them. */
export async function usageTop(
  db: Db,
  reading: Reading,
  {
    by,
    meter,
    limit,
    organizationId,
    ...period
  }: Period & {
    readonly by: "person" | "organization";
    readonly meter: string;
    readonly limit: number;
    readonly organizationId?: string;
  },
): Promise<readonly UsedBy[]> {
  const subject: CountedSubject = organizationId ? { scope: "organization", organizationId } : { scope: "tenant" };
  const uses = await usesOf(db, reading, { ...period, subject, meter });
  const ranked = rankedBy(uses, (use) => (by === "person" ? use.personId : use.organizationId)).slice(0, limit);
  const ids = idsOf(ranked);
  return by === "person"
    ? named(ranked, await personNames(db, reading.tenantId, ids), "nobody named")
    : named(ranked, await organizationNames(db, reading.tenantId, ids), "no organization");
}

async function usesOf(
  db: Db,
  reading: Reading,
  { subject, meter, ...period }: Period & { readonly subject: CountedSubject; readonly meter: string },
): Promise<readonly HolderUse[]> {
  const spans = [spanOf(period)];
  if (isGauge(reading, meter)) return readHeld(db, { ...reading, subject, meter, spans });
  return readUse(db, { ...reading, subject, meter, spans, by: "holder" });
}

type Ranked = readonly (readonly [id: string, used: Used])[];

function rankedBy(uses: readonly HolderUse[], idOf: (use: HolderUse) => string): Ranked {
  return [...summed(uses, idOf)]
    .filter(([, { amount, cost }]) => amount !== 0n || cost !== 0n)
    .sort(([oneId, one], [otherId, other]) => {
      if (one.amount !== other.amount) return one.amount > other.amount ? -1 : 1;
      return oneId < otherId ? -1 : 1;
    });
}

function idsOf(ranked: Ranked): readonly string[] {
  return ranked.map(([id]) => id).filter((id) => id !== NOBODY);
}

function named(ranked: Ranked, names: ReadonlyMap<string, string>, none: string): readonly UsedBy[] {
  return ranked.map(([id, used]) => ({ id: id === NOBODY ? null : id, name: names.get(id) ?? none, ...used }));
}

function summed<Key>(uses: readonly HolderUse[], keyOf: (use: HolderUse) => Key): Map<Key, Used> {
  const sums = new Map<Key, Used>();
  for (const use of uses) {
    const before = sums.get(keyOf(use)) ?? { amount: 0n, cost: 0n };
    sums.set(keyOf(use), { amount: before.amount + use.amount, cost: before.cost + use.cost });
  }
  return sums;
}

function isGauge({ configuration }: Reading, meter: string): boolean {
  return configuration.meters.some(({ name, kind }) => name === meter && kind === "gauge");
}

function spanOf({ from, to }: Period): Span {
  return { from: from.getTime(), to: to.getTime() };
}

function daysOf({ from, to }: Period, configuration: Configuration): readonly Span[] {
  const days: Span[] = [];
  for (let at = from.getTime(); at < to.getTime();) {
    const { endsAt } = windowAt("day", new Date(at), configuration);
    const past = Math.min(endsAt?.getTime() ?? to.getTime(), to.getTime());
    days.push({ from: at, to: past });
    at = past;
  }
  return days;
}
