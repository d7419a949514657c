import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Authority } from "../memberships/authority.ts";
import { refuse } from "../errors.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import type { LoanView, Side } from "./loan.ts";
import { findLoan } from "./read-loan.ts";

/** Makes everybody else who changes what these organizations have wait for our commit; in the order of their ids. */
export async function lockOrganizations(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  ids: readonly string[],
): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM organization WHERE tenant_id = ${tenantId}::uuid AND id = ANY(${[...ids]}::uuid[])
    ORDER BY id FOR NO KEY UPDATE`;
}

/**
 * Lets nobody in the installation reserve or report use until our commit, so that what is read as unused is so when the
 * quota moves. Taken after the locks of rows.
 */
export async function holdUse(tx: Transaction, { tenantId }: Pick<Context, "tenantId">): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(qm_limits_lock(${tenantId}::uuid))`;
}

/** A loan under the locks of both organizations and itself. Refuses with `not-found`. */
export async function lockLoan(
  tx: Transaction,
  context: Pick<Context, "tenantId" | "now" | "configuration">,
  id: string,
): Promise<LoanView> {
  const where = { id, tenantId: context.tenantId };
  const { lender, borrower } = await findLoan(tx, context, where);
  await lockOrganizations(tx, context, [lender.id, borrower.id]);
  await tx.$queryRaw`SELECT 1 FROM quota_loan WHERE id = ${id}::uuid FOR UPDATE`;
  return findLoan(tx, context, where);
}

/** Who acts for one side of a loan. Somebody of the other side hears whose it is; to others it is not there. */
export async function actFor(tx: Transaction, context: Context, loan: LoanView, side: Side): Promise<Authority> {
  const { id: personId } = requirePerson(context);
  const own = await findAuthority(tx, context, { organizationId: loan[side].id, personId });
  if (!own) {
    const other = side === "lender" ? loan.borrower : loan.lender;
    const isOther = await findAuthority(tx, context, { organizationId: other.id, personId });
    return isOther
      ? refuse({ kind: "loan-not-yours", organization: loan[side].name })
      : refuse({ kind: "not-found", thing: "loan" });
  }
  const authority = await readAuthority(tx, context, loan[side].id);
  await requirePermission(tx, authority, "quota:lend");
  return authority;
}
