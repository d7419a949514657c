import type { Transaction } from "../../storage/database.ts";
import type { Plan } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { answersFor } from "../people/answers-for.ts";
import { holdsInTenant, requireTenantPermission, rolesHolding } from "../people/tenant-authority.ts";

/** What only Super Admins hold. */
const HIGHEST = "plan:assign-organization";
const MOST_NAMED = 3;

/**
 * Who may give plans to people at all. Refuses with `forbidden`, and with `plan-of-oneself` who would change their own:
 * or that of a service account for which they answer: that takes a Super Admin, because for the first of them there is nobody else.
 */
export async function requireAssigner(tx: Transaction, context: Context, personId: string): Promise<void> {
  await requireTenantPermission(tx, context, "plan:assign");
  const { id } = requirePerson(context);
  const isOwn =
    id === personId || (await answersFor(tx, { tenantId: context.tenantId, personId: id, accountId: personId }));
  if (!isOwn || (await isHighest(tx, id))) return;

  const whoMay = await highest(tx, context);
  refuse({ kind: "plan-of-oneself", whoMay, ...(id !== personId && { isServiceAccount: true }) });
}

/** What the file lets only Super Admins give, admins do not give: the ceiling of what is delegated to them (E13). */
export async function requireGivable(tx: Transaction, context: Context, plan: Plan | null): Promise<void> {
  if (plan?.assignedBy !== "super_admin" || (await isHighest(tx, requirePerson(context).id))) return;

  refuse({ kind: "plan-above-yours", plan: plan.label, whoMay: await highest(tx, context) });
}

async function isHighest(tx: Transaction, id: string): Promise<boolean> {
  const { role } = await tx.person.findUniqueOrThrow({ where: { id }, select: { role: true } });
  return holdsInTenant(role, HIGHEST);
}

async function highest(tx: Transaction, { tenantId }: Context): Promise<readonly string[]> {
  const people = await tx.person.findMany({
    where: { tenantId, state: "active", type: "user", role: { in: rolesHolding(HIGHEST) } },
    orderBy: { displayName: "asc" },
    take: MOST_NAMED,
    select: { displayName: true },
  });
  return people.map(({ displayName }) => displayName);
}
