import type { Database, Transaction } from "../../storage/database.ts";
import type { Quota } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { showAmount } from "../meters/amount.ts";
import type { Units } from "../meters/meter.ts";
import { chainOf } from "../organizations/tree.ts";
import { rolesHolding } from "../people/tenant-authority.ts";
import type { Giver } from "./giver.ts";
import { meterCalled } from "./meter-called.ts";
import type { Definition } from "./quota-wish.ts";
import { isLooser } from "./strictness.ts";
import type { Subject } from "./subject.ts";

/** Whether a limit lets more pass than before, or ends where it did not. */
export function isLoosened(before: Definition, after: Definition): boolean {
  const endsEarlier = after.until !== null && (before.until === null || after.until < before.until);
  const borrowsMore = (after.borrowingLimit ?? 0n) > (before.borrowingLimit ?? 0n);
  return isLooser(after, before) || endsEarlier || borrowsMore;
}

interface Loosening {
  readonly subject: Subject;
  readonly name: string;
  readonly meter: string;
  /** What it would be, or what would come on top; null: unlimited. */
  readonly amount: Units | null;
  /** The limits that would be loosened. */
  readonly old: readonly Pick<Quota, "amount" | "setById">[];
}

/**
 * An organization loosens what the installation has set for one below it only where it shares out a pool that the
 * installation gave: anybody may found one and put others of theirs below it. Refuses with `quota-above-pool`.
 */
export async function requireOwnPool(
  db: Database | Transaction,
  context: Context,
  giver: Giver,
  { subject, name, meter, amount, old }: Loosening,
): Promise<void> {
  if (giver.kind === "installation" || subject.scope !== "organization") return;
  if (!(await isAnySetByInstallation(db, context, old))) return;
  const chain = await chainOf(db, { tenantId: context.tenantId, organizationId: giver.organization.id });
  const pools = await db.quota.findMany({
    where: {
      tenantId: context.tenantId,
      scope: "organization",
      organizationId: { in: chain.map(({ id }) => id) },
      meter,
      model: { not: "notify_only" },
      OR: [{ until: null }, { until: { gt: context.now } }],
    },
    select: { setById: true },
  });
  if (await isAnySetByInstallation(db, context, pools)) return;

  const called = meterCalled(context.configuration, meter);
  const shown = (units: Units | null) => (units === null ? `unlimited ${called.label}` : showAmount(called, units));
  refuse({ kind: "quota-above-pool", asked: shown(amount), pool: shown(old[0]?.amount ?? null), owner: name });
}

async function isAnySetByInstallation(
  db: Database | Transaction,
  { tenantId }: Context,
  quotas: readonly Pick<Quota, "setById">[],
): Promise<boolean> {
  const id = { in: quotas.map(({ setById }) => setById) };
  return (await db.person.count({ where: { tenantId, id, role: { in: rolesHolding("quota:administer") } } })) > 0;
}
