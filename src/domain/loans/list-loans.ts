import type { LoanState } from "../../storage/generated/enums.ts";
import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { readAuthority, requirePermission } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import { meterCalled } from "../quotas/meter-called.ts";
import { answeringSide, proposingSide } from "./loan.ts";
import type { LoanView, Side } from "./loan.ts";
import { readLoans } from "./read-loan.ts";

export type LoanAction = "accept" | "decline" | "cancel" | "return";

export interface LoanRow extends LoanView {
  /** Which side this organization is on. */
  readonly side: Side;
  /** What the asker may do about it now. */
  readonly may: readonly LoanAction[];
}

/** What is lent and borrowed of a meter at this moment. */
export interface LoanTotal {
  readonly meter: Meter;
  readonly lent: Units;
  readonly borrowed: Units;
}

export interface LoanPage {
  readonly organization: Ref;
  readonly rows: readonly LoanRow[];
  readonly totals: readonly LoanTotal[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

interface Listing {
  readonly organizationId: string;
  readonly state?: LoanState | undefined;
  readonly page?: number | undefined;
}

/** What an organization has lent, borrowed, offered and asked for, newest first, ten a page. */
export async function listLoans(context: Context, { organizationId, state, page: wanted }: Listing): Promise<LoanPage> {
  const { db, tenantId, now } = context;
  const authority = await readAuthority(db, context, organizationId);
  await requirePermission(db, authority, "quota:view");
  const where = {
    tenantId,
    AND: [{ OR: [{ lenderId: organizationId }, { borrowerId: organizationId }] }, stateCondition(state, now)],
  };
  const { page, pages, offset, total } = pageOf(await db.quotaLoan.count({ where }), wanted);
  const loans = await readLoans(db, context, { where, limit: PAGE_SIZE, offset });
  const mayLend = may(authority, "quota:lend");
  const rows = loans.map((loan): LoanRow => {
    const side = loan.lender.id === organizationId ? "lender" : "borrower";
    return { ...loan, side, may: mayLend ? actionsOn(loan, side) : [] };
  });
  const { id, name } = authority.organization;
  return { organization: { id, name }, rows, totals: await totalsOf(context, organizationId), total, page, pages };
}

function stateCondition(state: LoanState | undefined, now: Date): Prisma.QuotaLoanWhereInput {
  if (state === undefined) return {};
  if (state === "offered") return { state, offerEndsAt: { gt: now } };

  return state === "expired" ? { OR: [{ state }, { state: "offered", offerEndsAt: { lte: now } }] } : { state };
}

/** What somebody who lends and borrows for that side may do. */
export function actionsOn(loan: LoanView, side: Side): readonly LoanAction[] {
  if (loan.state === "active") return side === "borrower" ? ["return"] : [];
  if (loan.state !== "offered") return [];

  return [
    ...(answeringSide(loan) === side ? (["accept", "decline"] as const) : []),
    ...(proposingSide(loan) === side ? (["cancel"] as const) : []),
  ];
}

async function totalsOf(
  { db, tenantId, configuration }: Context,
  organizationId: string,
): Promise<readonly LoanTotal[]> {
  const running = await db.quotaLoan.findMany({
    where: { tenantId, state: "active", OR: [{ lenderId: organizationId }, { borrowerId: organizationId }] },
    select: { meter: true, amount: true, lenderId: true },
  });
  const meters = [...new Set(running.map(({ meter }) => meter))].toSorted();
  return meters.map((name) => {
    const loans = running.filter(({ meter }) => meter === name);
    const lent = loans.filter(({ lenderId }) => lenderId === organizationId);
    const borrowed = loans.filter(({ lenderId }) => lenderId !== organizationId);
    return { meter: meterCalled(configuration, name), lent: sumOf(lent), borrowed: sumOf(borrowed) };
  });
}

function sumOf(loans: readonly { readonly amount: Units }[]): Units {
  return loans.reduce((sum, { amount }) => sum + amount, 0n);
}
