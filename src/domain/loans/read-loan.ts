import type { Database, Transaction } from "../../storage/database.ts";
import type { Prisma, QuotaLoan } from "../../storage/generated/client.ts";
import type { World } from "../context.ts";
import { refuse } from "../errors.ts";
import { meterCalled } from "../quotas/meter-called.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { stateAt } from "./loan.ts";
import type { LoanCard, LoanView } from "./loan.ts";

type Asking = Pick<World, "now" | "configuration">;

/** A loan as it is now. Asks no permission: for the verbs and for the worker. */
export async function readLoan(
  db: Database | Transaction,
  asking: Asking,
  where: { readonly id: string; readonly tenantId: string },
): Promise<LoanView | undefined> {
  const [loan] = await readLoans(db, asking, { where });
  return loan;
}

/** The same, which refuses with `not-found`. */
export async function findLoan(
  db: Database | Transaction,
  asking: Asking,
  where: { readonly id: string; readonly tenantId: string },
): Promise<LoanView> {
  return (await readLoan(db, asking, where)) ?? refuse({ kind: "not-found", thing: "loan" });
}

interface Reading {
  readonly where: Prisma.QuotaLoanWhereInput & { readonly tenantId: string };
  readonly limit?: number;
  readonly offset?: number;
}

/** Newest first. */
export async function readLoans(
  db: Database | Transaction,
  asking: Asking,
  { where, limit = 100, offset = 0 }: Reading,
): Promise<readonly LoanView[]> {
  const rows = await db.quotaLoan.findMany({
    where,
    orderBy: [{ offeredAt: "desc" }, { id: "desc" }],
    take: limit,
    skip: offset,
  });
  if (rows.length === 0) return [];

  const organizationIds = rows.flatMap(({ lenderId, borrowerId }) => [lenderId, borrowerId]);
  const organizations = await db.organization.findMany({
    where: { tenantId: where.tenantId, id: { in: organizationIds } },
    select: { id: true, name: true },
  });
  const people = await db.person.findMany({
    where: { tenantId: where.tenantId, id: { in: rows.flatMap(({ answeredById }) => answeredById ?? []) } },
    select: { id: true, displayName: true },
  });
  const names = new Map([
    ...organizations.map(({ id, name }) => [id, name] as const),
    ...people.map(({ id, displayName }) => [id, displayName] as const),
  ]);
  return rows.map((row) => viewOf(row, asking, names));
}

function viewOf(row: QuotaLoan, { now, configuration }: Asking, names: ReadonlyMap<string, string>): LoanView {
  const { lenderId, borrowerId, offeredById, offeredByName, answeredById, meter, ...rest } = row;
  const ref = (id: string) => ({ id, name: names.get(id) ?? "" });
  return {
    ...rest,
    meter: meterCalled(configuration, meter),
    lender: ref(lenderId),
    borrower: ref(borrowerId),
    state: stateAt(row, now),
    proposer: { id: offeredById, name: offeredByName },
    answeredBy: answeredById ? ref(answeredById) : null,
  };
}

/** A loan with all that its cards say, from the state that everything is in now. */
export async function readLoanCard(
  db: Database | Transaction,
  asking: Asking & { readonly tenantId: string },
  id: string,
): Promise<LoanCard | undefined> {
  const loan = await readLoan(db, asking, { id, tenantId: asking.tenantId });
  if (!loan) return undefined;

  const [lenderLimits = [], borrowerLimits = []] = await limitsOf(db, asking, {
    organizationIds: [loan.lender.id, loan.borrower.id],
    meter: loan.meter.name,
  });
  return { ...loan, lenderLimits, borrowerLimits };
}

interface Wanted {
  readonly organizationIds: readonly string[];
  readonly meter: string;
}

/** Each organization's own limits of a meter that are not unlimited, as they stand. */
export async function limitsOf(
  db: Database | Transaction,
  asking: Asking & { readonly tenantId: string },
  { organizationIds, meter }: Wanted,
): Promise<readonly (readonly LimitState[])[]> {
  const found = await readLimitStates(
    db,
    asking,
    organizationIds.map((organizationId) => ({ organizationId })),
  );
  return found.map((states, index) =>
    states.filter(
      ({ subject, limit, allowance }) =>
        limit.meter === meter &&
        allowance !== null &&
        subject.scope === "organization" &&
        subject.organizationId === organizationIds[index],
    ),
  );
}
