import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Units } from "../meters/meter.ts";
import type { GrantFact, LoanFact, QuotaFact } from "./path-facts.ts";
import type { SubjectColumns } from "./subject-row.ts";
import { subjectOfRow } from "./subject-row.ts";

type Keyed<Fact> = ReadonlyMap<string, readonly Fact[]>;
/** bigint columns are read as text, which both ways of reading give alike. */
type Texts<Fact, Names extends keyof Fact> = Omit<Fact, Names> & {
  readonly [Name in Names]: Fact[Name] extends Units ? string : string | null;
};

/** The version of a tenant's limits: read before anything that is derived from them. */
export async function readVersion(db: Database | Transaction, tenantId: string): Promise<string> {
  const rows = await readRows<{ version: string }>(
    db,
    Prisma.sql`SELECT version::text FROM limit_version WHERE tenant_id = ${tenantId}::uuid`,
  );
  return rows[0]?.version ?? "0";
}

type QuotaRow = Texts<Omit<QuotaFact, "subject">, "amount" | "borrowingLimit" | "lendingLimit"> & SubjectColumns;

/** What was set for these subjects, by subject key. */
export async function readQuotas(
  db: Database | Transaction,
  tenantId: string,
  keys: readonly string[],
): Promise<Keyed<QuotaFact>> {
  const rows = await readRows<QuotaRow>(
    db,
    Prisma.sql`
    SELECT q.id, q.scope::text, q.organization_id AS "organizationId", q.person_id AS "personId", q.role,
      q.subject_key AS "subjectKey", q.meter, q."window", q.amount::text, q.model::text, q.grace_percent AS "gracePercent",
      q.thresholds, q.borrowing_limit::text AS "borrowingLimit", q.lending_limit::text AS "lendingLimit", q.until, q.reason,
      q.set_by_name AS "setBy", q.set_with::text AS "setWith", q.set_at AS "setAt"
    FROM quota q
    WHERE q.tenant_id = ${tenantId}::uuid AND q.subject_key = ANY(${keys}::text[])`,
  );
  return mapped(rows, ({ scope, organizationId, personId, role, subjectKey, ...row }) => [
    subjectKey,
    {
      ...row,
      subject: subjectOfRow({ scope, organizationId, personId, role }),
      amount: units(row.amount),
      borrowingLimit: units(row.borrowingLimit),
      lendingLimit: units(row.lendingLimit),
    },
  ]);
}

type GrantRow = Texts<GrantFact, "amount" | "minRollover" | "maxRollover">;

/** What was given to these subjects, by subject key; ended ones, too. */
export async function readGrants(
  db: Database | Transaction,
  tenantId: string,
  keys: readonly string[],
): Promise<Keyed<GrantFact>> {
  const rows = await readRows<GrantRow>(
    db,
    Prisma.sql`
    SELECT id, subject_key AS "subjectKey", meter, amount::text, priority, effective_at AS "effectiveAt",
      expires_at AS "expiresAt", recurrence, min_rollover::text AS "minRollover", max_rollover::text AS "maxRollover",
      voided_at AS "voidedAt", created_at AS "createdAt", granted_by_name AS by, reason
    FROM quota_grant WHERE tenant_id = ${tenantId}::uuid AND subject_key = ANY(${keys}::text[]) ORDER BY id`,
  );
  return mapped(rows, (row) => [
    row.subjectKey,
    {
      ...row,
      amount: BigInt(row.amount),
      minRollover: BigInt(row.minRollover),
      maxRollover: units(row.maxRollover),
    },
  ]);
}

type LoanRow = Texts<LoanFact, "amount" | "usedAmount">;

/** What these organizations have lent or borrowed, by organization: each loan under both, where both are asked for. */
export async function readLoans(
  db: Database | Transaction,
  tenantId: string,
  organizationIds: readonly string[],
): Promise<Keyed<LoanFact>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await readRows<LoanRow>(
    db,
    Prisma.sql`
    SELECT l.id, l.meter, l.amount::text, l.lender_id AS "lenderId", a.name AS lender, l.borrower_id AS "borrowerId",
      b.name AS borrower, l.state::text, l.starts_at AS "startsAt", l.until, l.returned_at AS "returnedAt",
      l.used_amount::text AS "usedAmount", l.reason
    FROM quota_loan l JOIN organization a ON a.id = l.lender_id JOIN organization b ON b.id = l.borrower_id
    WHERE l.tenant_id = ${tenantId}::uuid AND l.state IN ('active', 'returned') AND l.starts_at IS NOT NULL
      AND (l.lender_id = ANY(${organizationIds}::uuid[]) OR l.borrower_id = ANY(${organizationIds}::uuid[]))
    ORDER BY l.id`,
  );
  const loans = rows.map((row) => ({ ...row, amount: BigInt(row.amount), usedAmount: units(row.usedAmount) }));
  const wanted = new Set(organizationIds);
  const sides = loans.flatMap((loan) => [loan.lenderId, loan.borrowerId].map((id) => ({ id, loan })));
  return mapped(
    sides.filter(({ id }) => wanted.has(id)),
    ({ id, loan }) => [id, loan],
  );
}

function units(text: string | null): Units | null {
  return text === null ? null : BigInt(text);
}

function mapped<Row, Fact>(rows: readonly Row[], entry: (row: Row) => readonly [string, Fact]): Keyed<Fact> {
  const found = new Map<string, Fact[]>();
  for (const row of rows) {
    const [key, fact] = entry(row);
    const facts = found.get(key);
    if (facts) facts.push(fact);
    else found.set(key, [fact]);
  }
  return found;
}
