import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import type { Meter } from "../meters/meter.ts";
import type { TreeNode } from "../organizations/tree.ts";
import { isOfInstallation } from "../quotas/own-pool.ts";

interface Lending {
  readonly lender: Ref;
  readonly borrower: Ref;
  readonly meter: Meter;
  /** The lender with those above it, nearest first, and the same of the borrower. */
  readonly above: readonly TreeNode[];
  readonly aboveBorrower: readonly TreeNode[];
}

/**
 * What is lent leaves no pool above the lender, since its parts may add up to more than it has; and it was given by the
 * installation somewhere, since anybody may set limits below an organization of their own. Refuses with
 * `loan-out-of-pool`.
 */
export async function requireOwnToLend(
  tx: Transaction,
  { tenantId, now }: Context,
  { lender, borrower, meter, above, aboveBorrower }: Lending,
): Promise<void> {
  const quotas = await tx.quota.findMany({
    where: {
      tenantId,
      scope: "organization",
      organizationId: { in: above.map(({ id }) => id) },
      meter: meter.name,
      model: { not: "notify_only" },
      OR: [{ until: null }, { until: { gt: now } }],
    },
    select: { organizationId: true, setWith: true },
  });
  const hasLimit = ({ id }: TreeNode) => quotas.some(({ organizationId }) => organizationId === id);
  const left = above.slice(1).find((place) => hasLimit(place) && !aboveBorrower.some(({ id }) => id === place.id));
  if (!left && quotas.some(isOfInstallation)) return;

  refuse({ kind: "loan-out-of-pool", lender: lender.name, borrower: borrower.name, pool: left?.name ?? null });
}
