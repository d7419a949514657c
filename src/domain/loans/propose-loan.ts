import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { readAuthority, requirePermission } from "../memberships/authority-in.ts";
import type { Authority } from "../memberships/authority.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";
import { reasonOf } from "../requests/reason.ts";
import { holdersIn } from "../requests/reviewers.ts";
import { factsOf } from "./loan.ts";
import type { LoanView, Side } from "./loan.ts";
import { lockOrganizations } from "./lock-loan.ts";
import { findLoan } from "./read-loan.ts";
import { requireLendable, requireUnused } from "./require-lendable.ts";

/** An offer that nobody has answered for so long ends. */
const OFFER_LIFETIME_MS = 72 * 60 * 60 * 1000;

export interface Proposal {
  /** Which side the actor's organization is on. */
  readonly side: Side;
  readonly organizationId: string;
  /** The other organization, by slug, name or id, with or without "@". */
  readonly other: string;
  readonly meter: Meter;
  /** More than zero. */
  readonly amount: Units;
  /** When it goes back; exclusive. */
  readonly until: Date;
  readonly reason?: string | undefined;
}

export interface Proposed {
  readonly loan: LoanView;
  readonly asked: readonly Ref[];
}

/**
 * Offers another organization quota until a day, or asks it for some. Whoever may lend and borrow there answers within 72
 * hours. Refuses as `requireUnused` does; what the other side has is looked at when it accepts.
 */
export async function proposeLoan(context: Context, proposal: Proposal): Promise<Proposed> {
  const { organizationId, side, until, meter, amount } = proposal;
  const reason = proposal.reason ? reasonOf(proposal.reason) : null;
  if (until <= context.now) refuse({ kind: "until-passed", until: until.toISOString(), field: "until" });

  return transaction(context.db, async (tx) => {
    await requirePermission(tx, await readAuthority(tx, context, organizationId), "quota:lend");
    const other = await findOther(tx, context, proposal.other);
    await lockOrganizations(tx, context, [organizationId, other.id]);
    const authority = await readAuthority(tx, context, organizationId);
    await requirePermission(tx, authority, "quota:lend");
    const sides = sidesOf(side, authority, other);
    await (side === "lender" ? requireUnused : requireLendable)(tx, context, { ...sides, meter, amount, until });

    const id = context.newId();
    await insert(tx, context, { id, sides, authority, proposal, reason });
    const loan = await findLoan(tx, context, { id, tenantId: context.tenantId });
    const asked = await holdersIn(tx, other, { permission: "quota:lend" });
    await record(tx, context, { kind: "loan-offered", loan: factsOf(loan), asked }, { reason: reason ?? undefined });
    return { loan, asked };
  });
}

interface Other extends Ref {
  readonly kind: OrganizationKind;
}

/** Organizations are offered quota by their names, as they are known in the installation. */
async function findOther(tx: Transaction, { tenantId }: Context, typed: string): Promise<Other> {
  const named = typed.trim().replace(/^@/u, "").toLowerCase();
  const rows = await tx.$queryRaw<Other[]>`
    SELECT id, name, kind::text FROM organization
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL
      AND (slug = ${named} OR lower(name) = ${named} OR id::text = ${named})
    ORDER BY slug <> ${named}, slug LIMIT 1`;
  return rows[0] ?? refuse({ kind: "not-found", thing: "organization", named: typed, field: "other" });
}

interface Sides {
  readonly lender: Ref;
  readonly borrower: Ref;
}

function sidesOf(side: Side, { organization: { id, name } }: Authority, other: Ref): Sides {
  const own = { id, name };
  return side === "lender" ? { lender: own, borrower: other } : { lender: other, borrower: own };
}

interface Row {
  readonly id: string;
  readonly sides: Sides;
  readonly authority: Authority;
  readonly proposal: Proposal;
  readonly reason: string | null;
}

async function insert(tx: Transaction, { tenantId, now }: Context, { id, sides, authority, proposal, reason }: Row) {
  const { meter, amount, until, side } = proposal;
  const lastAnswer = new Date(now.getTime() + OFFER_LIFETIME_MS);
  await tx.quotaLoan.create({
    data: {
      id,
      tenantId,
      meter: meter.name,
      amount,
      lenderId: sides.lender.id,
      borrowerId: sides.borrower.id,
      askedFor: side === "borrower",
      offeredById: authority.personId,
      offeredByName: authority.name,
      reason,
      offeredAt: now,
      offerEndsAt: until < lastAnswer ? until : lastAnswer,
      until,
    },
  });
}
