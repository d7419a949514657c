import type { Database, Transaction } from "../../storage/database.ts";
import { readFacts } from "./facts.ts";
import type { RoutedAlert, Routing } from "./routing.ts";

/**
 * From so many percent on what stands out above is nothing new to who heard of what stands out below: the fifth that is left
 * is what the others are above or below their usual by chance.
 */
export const MOSTLY_PERCENT = 80;
/** Was told, or is about to be; what was silenced, put off or expected before it was told is not told from above instead. */
const heardOf: ReadonlySet<string> = new Set(["card", "thread", "digest", "silenced", "snoozed"]);
const cardsTold: ReadonlySet<string> = new Set(["card", "thread"]);
const cardsToCome: ReadonlySet<string> = new Set(["card", "thread", "digest"]);

/** The other alerts of the same cause, of which somebody heard already, and how much of the one above is due to those below. */
export interface ToldAlready {
  readonly names: readonly string[];
  readonly percent: number;
  /** The others are below this one; else the other is above. */
  readonly isBelow: boolean;
}

interface Asked {
  readonly alert: Pick<RoutedAlert, "id" | "tenantId" | "kind" | "meter" | "facts" | "personId">;
  readonly recipient: string;
  readonly chain: Routing["chain"];
}

type Db = Database | Transaction;

/**
 * Whether somebody who would be told that something is used unusually was told of the same cause (semantics E10): mostly by
 * alerts of what is below it, or before by one of what is above. Channels, where people have no names, hear rather of what
 * is above a person. undefined: they hear of it by this alert only.
 */
export async function toldAlready(db: Db, asked: Asked): Promise<ToldAlready | undefined> {
  if (asked.alert.kind !== "unusual" || asked.alert.meter === "") return undefined;
  return (await toldBelow(db, asked)) ?? (await toldAbove(db, asked));
}

async function toldBelow(db: Db, { alert, recipient, chain }: Asked): Promise<ToldAlready | undefined> {
  const parts = await partsOf(db, alert);
  if (parts.length === 0) return undefined;
  const told = await db.alertTold.findMany({
    where: { alertId: { in: parts.map(({ alertId }) => alertId) }, recipient },
    select: { alertId: true, how: true },
  });
  const howTold = new Map(told.map(({ alertId, how }) => [alertId, how]));
  const isHeard = ({ alertId, personId, resolution }: Part) => {
    const how = howTold.get(alertId);
    const hows = isNameless(recipient, personId) ? cardsTold : heardOf;
    return how !== undefined && (hows.has(how) || resolution === "expected");
  };
  return mostlyDueTo(parts.filter(isHeard), chain);
}

function isNameless(recipient: string, personId: string | null): boolean {
  return personId !== null && recipient.startsWith("channel:");
}

/** Their card of what is above says what this is about. */
async function toldAbove(db: Db, { alert, recipient, chain }: Asked): Promise<ToldAlready | undefined> {
  const { id: alertId, tenantId, meter } = alert;
  const open = await db.alert.findMany({
    where: {
      tenantId,
      kind: "unusual",
      meter,
      phase: { in: ["firing", "recovering"] },
      facts: { path: ["explaining"], array_contains: [{ alertId }] },
    },
  });
  const hows = [...(isNameless(recipient, alert.personId) ? cardsToCome : cardsTold)];
  for (const above of open) {
    const told = await db.alertTold.count({ where: { alertId: above.id, recipient, how: { in: hows } } });
    const due = told > 0 ? await mostlyDueTo(await partsOf(db, above), chain) : undefined;
    if (due) return { names: [above.subjectName], percent: due.percent, isBelow: false };
  }
  return undefined;
}

interface Part {
  readonly alertId: string;
  readonly name: string;
  readonly percent: number;
  readonly organizationId: string | null;
  readonly personId: string | null;
  readonly resolution: string | null;
}

async function partsOf(db: Db, { facts }: Pick<RoutedAlert, "facts">): Promise<readonly Part[]> {
  const { explaining = [] } = readFacts(facts);
  if (explaining.length === 0) return [];
  const rows = await db.alert.findMany({
    where: { id: { in: explaining.map(({ alertId }) => alertId) } },
    select: { id: true, organizationId: true, personId: true, resolution: true },
  });
  return rows.flatMap(({ id, ...ids }) => {
    const part = explaining.find(({ alertId }) => alertId === id);
    return part ? [{ ...part, ...ids }] : [];
  });
}

/** What is used counts for people and for organizations: the greater sum of either, each use once. */
async function mostlyDueTo(parts: readonly Part[], chain: Routing["chain"]): Promise<ToldAlready | undefined> {
  const people = onceEach(parts.filter(({ personId }) => personId !== null));
  const organizations = await outermost(
    parts.filter(({ personId }) => personId === null),
    chain,
  );
  const [most = []] = [people, organizations].toSorted((one, other) => sumOf(other) - sumOf(one));
  const percent = sumOf(most);
  return percent >= MOSTLY_PERCENT
    ? { names: most.map(({ name }) => name), percent: Math.min(percent, 100), isBelow: true }
    : undefined;
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { percent }) => sum + percent, 0);
}

/** Of several alerts about the same one the one that explains most. */
function onceEach(parts: readonly Part[]): readonly Part[] {
  const sorted = parts.toSorted((one, other) => one.percent - other.percent);
  return [...new Map(sorted.map((one) => [one.personId ?? one.organizationId, one])).values()].toReversed();
}

async function outermost(parts: readonly Part[], chain: Routing["chain"]): Promise<readonly Part[]> {
  const ids = new Set(parts.map(({ organizationId }) => organizationId));
  const chains = await Promise.all(parts.map(({ organizationId }) => chain(organizationId)));
  return onceEach(parts.filter((_one, index) => !chains[index]?.slice(1).some((id) => ids.has(id))));
}
