import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { readLimitStates } from "./limit-states.ts";
import type { WhoseLimits } from "./limit-states.ts";
import type { LimitState } from "./limit.ts";
import { subjectKey } from "./subject.ts";
import type { Subject } from "./subject.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

const PERCENT = 100n;
/** As many paths are loaded at once. */
const BATCH = 500;

/** Whether what is used and reserved is more than the limit lets pass. Nothing running is stopped; nothing new starts. */
export function isOver(state: Pick<LimitState, "allowance" | "limit" | "used" | "reserved">): boolean {
  const most = mostOf(state);
  return most !== null && state.used + state.reserved > most;
}

/** How far a limit lets pass: a soft one beyond its amount, one that only notifies without end. null: without end. */
export function mostOf({ allowance, limit }: Pick<LimitState, "allowance" | "limit">): Units | null {
  if (allowance === null || limit.model === "notify_only") return null;
  return limit.model === "soft" ? (allowance * (PERCENT + BigInt(limit.gracePercent))) / PERCENT : allowance;
}

/** What is left before the limit refuses; never negative. null: unlimited. */
export function leftOf(state: Pick<LimitState, "allowance" | "used" | "reserved">): Units | null {
  if (state.allowance === null) return null;
  const left = state.allowance - state.used - state.reserved;
  return left > 0n ? left : 0n;
}

/** A limit's place among all: whose it is, of what, over which time. */
export function placeOf({ subject, limit }: Pick<LimitState, "subject" | "limit">): string {
  return `${subjectKey(subject)} ${limit.meter} ${limit.window}`;
}

/** All limits of these, each once, as they stand now. */
export async function distinctStates(
  db: Database | Transaction,
  asking: Asking,
  whose: readonly WhoseLimits[],
): Promise<readonly LimitState[]> {
  const states = new Map<string, LimitState>();
  for (let at = 0; at < whose.length; at += BATCH) {
    const found = await readLimitStates(db, asking, whose.slice(at, at + BATCH));
    for (const state of found.flat()) states.set(placeOf(state), state);
  }
  return [...states.values()];
}

/** Whoever's limits may follow from one that is set for this subject: themselves, or a role's holders. */
export async function affectedBy(
  db: Database | Transaction,
  { tenantId }: Pick<Asking, "tenantId">,
  subject: Subject,
): Promise<readonly WhoseLimits[]> {
  switch (subject.scope) {
    case "organization":
      return [{ organizationId: subject.organizationId }];
    case "member":
      return [{ organizationId: subject.organizationId, personId: subject.personId }];
    case "person":
      return [{ personId: subject.personId }, ...(await placesOf(db, tenantId, subject.personId))];
    case "tenant":
      return [{}];
    case "role":
      return holdersOf(db, tenantId, subject);
  }
}

/** Within an organization other limits may apply to a person than by themselves. */
async function placesOf(db: Database | Transaction, tenantId: string, personId: string): Promise<WhoseLimits[]> {
  const rows = await db.membership.findMany({ where: { tenantId, personId }, select: { organizationId: true } });
  return rows.map(({ organizationId }) => ({ organizationId, personId }));
}

async function holdersOf(
  db: Database | Transaction,
  tenantId: string,
  subject: Extract<Subject, { scope: "role" }>,
): Promise<WhoseLimits[]> {
  if (!("organizationId" in subject)) {
    const people = await db.person.findMany({
      where: { tenantId, role: subject.role, state: { not: "deleted" } },
      select: { id: true },
    });
    return people.map(({ id }) => ({ personId: id }));
  }
  const { organizationId, role } = subject;
  const members = await db.membership.findMany({
    where: { tenantId, organizationId, ...(role !== "everyone" && { role }) },
    select: { personId: true },
  });
  return members.map(({ personId }) => ({ organizationId, personId }));
}
