import type { Database, Transaction } from "../../storage/database.ts";
import type { Quota } from "../../storage/generated/client.ts";
import type { QuotaAuthority } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import { showAmount } from "../meters/amount.ts";
import type { Units } from "../meters/meter.ts";
import { chainOf } from "../organizations/tree.ts";
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
  readonly old: readonly Pick<Quota, "amount" | "setWith">[];
}

/**
 * An organization loosens what the installation has set for one below it only where it shares out a pool that the
 * installation gave: anybody may found one and put others of theirs below it. Refuses with `quota-above-pool`.
 */
export async function requireOwnPool(
  db: Database | Transaction,
  context: Context,
  giver: Giver,
  loosening: Loosening,
): Promise<void> {
  const problem = await problemWithOwnPool(db, context, giver, loosening);
  if (problem) refuse(problem);
}

/** The same as a question. */
export async function problemWithOwnPool(
  db: Database | Transaction,
  context: Pick<Context, "tenantId" | "now" | "configuration">,
  giver: Giver,
  { subject, name, meter, amount, old }: Loosening,
): Promise<Problem | undefined> {
  if (giver.kind === "installation" || subject.scope !== "organization") return undefined;
  if (!old.some(isOfInstallation)) return undefined;
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
    select: { setWith: true },
  });
  if (pools.some(isOfInstallation)) return undefined;

  const called = meterCalled(context.configuration, meter);
  const shown = (units: Units | null) => (units === null ? `unlimited ${called.label}` : showAmount(called, units));
  return { kind: "quota-above-pool", asked: shown(amount), pool: shown(old[0]?.amount ?? null), owner: name };
}

/** Whether a limit was set in the installation's name. */
export function isOfInstallation({ setWith }: Pick<Quota, "setWith">): boolean {
  return setWith === "installation";
}

interface Setting {
  readonly subject: Subject;
  readonly before: (Definition & Pick<Quota, "setWith">) | null;
  readonly after: Definition;
}

/**
 * In whose name a limit stands once it is set. What the installation set for an organization stays the installation's
 * where one above tightens it: whoever did could give it all away otherwise by loosening what is then their own.
 */
export function authorityOf(giver: Giver, { subject, before, after }: Setting): QuotaAuthority {
  if (giver.kind === "installation") return "installation";
  if (!before || subject.scope !== "organization" || isLoosened(before, after)) return "organization";
  return before.setWith;
}
