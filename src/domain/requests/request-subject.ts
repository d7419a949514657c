import { Prisma } from "../../storage/generated/client.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Authority } from "../memberships/authority.ts";
import type { Meter, Units } from "../meters/meter.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { leftOf } from "../quotas/over.ts";
import { readServiceAccounts } from "../service-accounts/read-service-accounts.ts";
import type { RequestSubject } from "./request.ts";

/** Whose limit: the asker's own, their organization's, or that of a service account (by name or id) they answer for. */
export type ForWhom = "me" | "organization" | { readonly account: string };

/** Somebody within the organization, or all of it. */
export interface Whom {
  readonly personId?: string;
  readonly name: string;
}

/** Refuses with `not-found` for a service account of elsewhere, or for which somebody else answers. */
export async function whomOf(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { authority, forWhom }: { readonly authority: Authority; readonly forWhom: ForWhom },
): Promise<Whom> {
  const { personId, name, organization } = authority;
  if (forWhom === "me") return { personId, name };
  if (forWhom === "organization") return { name: organization.name };

  const named = forWhom.account.trim().replace(/^@/u, "").toLowerCase();
  const where = Prisma.sql`(p.username = ${named} OR p.id::text = ${named})
    AND p.responsible_id = ${personId}::uuid AND o.id = ${organization.id}::uuid`;
  const [account] = await readServiceAccounts(tx, tenantId, where);
  return account
    ? { personId: account.id, name: account.name }
    : refuse({ kind: "not-found", thing: "service_account", named: forWhom.account, field: "service" });
}

interface Wanted {
  readonly organizationId: string;
  readonly whom: Whom;
  readonly meter: Meter;
}

/** A person's limits may be theirs here or theirs everywhere: the one with the least left is meant. */
export async function requestSubject(
  tx: Transaction,
  context: Context,
  { organizationId, whom: { personId, name }, meter }: Wanted,
): Promise<RequestSubject> {
  const [states = []] = await readLimitStates(tx, context, [{ organizationId, ...(personId && { personId }) }]);
  const limited = states.filter(({ limit, allowance }) => limit.meter === meter.name && allowance !== null);
  const own = limited.filter(({ subject }) =>
    personId ? "personId" in subject : subject.scope === "organization" && subject.organizationId === organizationId,
  );
  const [tightest] = own.toSorted(byWhatIsLeft);
  if (!tightest || tightest.subject.scope === "tenant")
    return refuse({ kind: "nothing-limited", subject: name, meter: meter.label });

  return tightest.subject;
}

function byWhatIsLeft(one: LimitState, other: LimitState): number {
  return compare(leftOf(one) ?? 0n, leftOf(other) ?? 0n);
}

function compare(a: Units, b: Units): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
