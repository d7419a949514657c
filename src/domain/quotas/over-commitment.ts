import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { OverCommitment } from "./impact.ts";
import { loadPaths } from "./load-path.ts";
import type { Subject } from "./subject.ts";
import { subjectKey } from "./subject.ts";

interface Part {
  readonly subject: Subject;
  readonly meter: string;
  readonly window: string;
}

/**
 * Whether the parts that were set beside this one add up to more than the pool they come out of: allowed, but said.
 * Parts of an organization are its members' limits, parts of what is above are the organizations right below.
 */
export async function overCommitmentOf(
  tx: Transaction,
  context: Context,
  { subject, meter, window }: Part,
): Promise<OverCommitment | undefined> {
  const parts = await partsBeside(tx, context, { subject, meter, window });
  if (!parts || parts.total === null) return undefined;
  const [path] = await loadPaths(tx, context, [parts.whose]);
  const pool = path?.limits.find(
    (one) => subjectKey(one.subject) === parts.poolKey && one.limit.meter === meter && one.limit.window === window,
  );
  if (!pool || pool.allowance === null || parts.total <= pool.allowance) return undefined;

  return { owner: pool.subjectName, parts: parts.total, pool: pool.allowance, window };
}

interface Parts {
  readonly total: bigint | null;
  readonly whose: { readonly organizationId: string };
  readonly poolKey: string;
}

async function partsBeside(
  tx: Transaction,
  { tenantId }: Context,
  { subject, meter, window }: Part,
): Promise<Parts | undefined> {
  if (subject.scope === "member") {
    const { organizationId } = subject;
    const where = { tenantId, organizationId, scope: "member" as const, meter, window };
    const { _sum } = await tx.quota.aggregate({ where, _sum: { amount: true } });
    return {
      total: _sum.amount,
      whose: { organizationId },
      poolKey: subjectKey({ scope: "organization", organizationId }),
    };
  }
  if (subject.scope !== "organization") return undefined;
  const { organizationId } = subject;
  const own = await tx.organization.findFirst({ where: { id: organizationId, tenantId }, select: { parentId: true } });
  if (!own) return undefined;
  const siblings = await tx.organization.findMany({
    where: { tenantId, parentId: own.parentId, deletedAt: null },
    select: { id: true },
  });
  const { _sum } = await tx.quota.aggregate({
    where: { tenantId, scope: "organization", organizationId: { in: siblings.map(({ id }) => id) }, meter, window },
    _sum: { amount: true },
  });
  const above = own.parentId ? ({ scope: "organization", organizationId: own.parentId } as const) : undefined;
  return { total: _sum.amount, whose: { organizationId }, poolKey: subjectKey(above ?? { scope: "tenant" }) };
}
