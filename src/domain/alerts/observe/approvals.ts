import type { Transaction } from "../../../storage/database.ts";
import { showAmount } from "../../meters/amount.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { countedSubjectOf } from "../../quotas/subject-row.ts";
import { nameSubjects } from "../../quotas/subject-name.ts";
import { subjectKey } from "../../quotas/subject.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";
import { readTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

type ApprovalsRule = AlertRuleOf<"approvals">;

const HOUR_MS = 3_600_000;
const MOST_ITEMS = 20;

/** Something that waits for somebody's answer. */
interface Waiting {
  readonly name: string;
  readonly what: string;
  readonly since: Date;
  /** Whose business it is; null: only the installation's. */
  readonly organizationId: string | null;
}

/** What waits for an answer for too long: requests for more, offers of loans, people to let in. Of an organization with all below. */
export async function observeApprovals(
  look: ClockLook,
  rules: readonly ApprovalsRule[],
): Promise<readonly Observation[]> {
  const { tx, context } = look;
  const least = Math.min(...rules.map(({ spec }) => spec.hours));
  const waiting = await readWaiting(look, before(context.now, least));
  if (waiting.length === 0) return [];

  const tree = await readTree(tx, context.tenantId);
  return rules.flatMap((rule) => {
    const mine = waiting.filter((one) => one.since <= before(context.now, rule.spec.hours) && isOf(rule, one, tree));
    return mine.length === 0 ? [] : observation(rule, mine, tree);
  });
}

function before(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * HOUR_MS);
}

function isOf({ organizationId }: ApprovalsRule, waiting: Waiting, tree: Tree): boolean {
  if (organizationId === null) return true;
  return waiting.organizationId !== null && tree.chain(waiting.organizationId).some(({ id }) => id === organizationId);
}

function observation(rule: ApprovalsRule, waiting: readonly Waiting[], tree: Tree): readonly Observation[] {
  const { hours, severity, timing } = rule.spec;
  const { organizationId } = rule;
  const subject: CountedSubject = organizationId ? { scope: "organization", organizationId } : { scope: "tenant" };
  const name = organizationId ? tree.find(organizationId)?.name : "the installation";
  if (name === undefined) return [];

  const sorted = waiting.toSorted((one, other) => one.since.getTime() - other.since.getTime());
  const items = sorted
    .slice(0, MOST_ITEMS)
    .map((one) => ({ name: one.name, what: `${one.what}, since`, at: one.since.toISOString() }));
  const level = { name: `waiting for ${countWords(hours, "hour", "hours")}`, severity, at: 1 };
  const facts = { items, total: waiting.length, hours };
  return [plainly(rule, { subject, name, value: waiting.length, level, facts, timing })];
}

async function readWaiting(look: ClockLook, until: Date): Promise<readonly Waiting[]> {
  const { tx } = look;
  const { tenantId } = look.context;
  return [
    ...(await readRequests(look, until)),
    ...(await readLoans(look, until)),
    ...(await readPeople(tx, tenantId, until)),
  ];
}

async function readRequests({ tx, context }: ClockLook, until: Date): Promise<readonly Waiting[]> {
  const { tenantId, now, configuration } = context;
  const rows = await tx.quotaRequest.findMany({
    where: { tenantId, state: "pending", createdAt: { lte: until }, expiresAt: { gt: now } },
    orderBy: { createdAt: "asc" },
  });
  const subjects = rows.map((row) => countedSubjectOf(row));
  const names = await nameSubjects(tx, tenantId, subjects);
  return rows.map(({ meter, amount, createdAt, organizationId, subjectKey: key }) => ({
    name: names.get(key)?.name ?? "Somebody who is gone",
    what: `asks for ${amountWords(configuration.meters, meter, amount)}`,
    since: createdAt,
    organizationId,
  }));
}

async function readLoans({ tx, context }: ClockLook, until: Date): Promise<readonly Waiting[]> {
  const { tenantId, now, configuration } = context;
  const rows = await tx.quotaLoan.findMany({
    where: { tenantId, state: "offered", offeredAt: { lte: until }, offerEndsAt: { gt: now } },
    orderBy: { offeredAt: "asc" },
  });
  const names = await nameSubjects(
    tx,
    tenantId,
    rows.map(({ askedFor, lenderId, borrowerId }) => organization(askedFor ? lenderId : borrowerId)),
  );
  return rows.map(({ askedFor, lenderId, borrowerId, meter, amount, offeredAt }) => {
    const answerer = askedFor ? lenderId : borrowerId;
    return {
      name: names.get(subjectKey(organization(answerer)))?.name ?? "An organization that is gone",
      what: `has not answered about a loan of ${amountWords(configuration.meters, meter, amount)}`,
      since: offeredAt,
      organizationId: answerer,
    };
  });
}

function organization(organizationId: string) {
  return { scope: "organization", organizationId } as const;
}

async function readPeople(tx: Transaction, tenantId: string, until: Date): Promise<readonly Waiting[]> {
  const rows = await tx.person.findMany({
    where: { tenantId, state: "pending_activation", createdAt: { lte: until } },
    orderBy: { createdAt: "asc" },
    select: { displayName: true, createdAt: true },
  });
  return rows.map(({ displayName, createdAt }) => ({
    name: displayName,
    what: "waits to be activated",
    since: createdAt,
    organizationId: null,
  }));
}

type Meters = ClockLook["context"]["configuration"]["meters"];

/** "40 GPU hours". */
export function amountWords(meters: Meters, name: string, amount: bigint): string {
  const meter = meters.find((one) => one.name === name);
  return meter ? showAmount(meter, amount) : `${amount.toLocaleString("en-US")} of ${name}`;
}
