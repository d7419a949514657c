import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockOrganization } from "../memberships/authority-in.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { requireManager, requireServiceAccount } from "./authority.ts";
import { requireResponsible } from "./require-responsible.ts";
import type { ServiceAccount } from "./service-account.ts";

interface Assignment {
  readonly named: string;
  readonly responsibleId: string;
  readonly reason?: string | undefined;
}

export interface Assigned {
  readonly account: ServiceAccount;
  /** As it was before. */
  readonly before: ServiceAccount["responsible"];
  readonly changed: boolean;
}

/**
 * Lets somebody else answer for a service account. Whoever answers already changes nothing and is no error. Refuses with
 * `forbidden`, `responsible-not-member`, and with `responsible-gave` whoever gave it quota that it still has.
 */
export async function assignServiceAccount(
  context: Context,
  { named, responsibleId, reason }: Assignment,
): Promise<Assigned> {
  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    const account = await requireServiceAccount(tx, context, { named, permission: "service:create" });
    const { id: organizationId } = account.organization;
    await lockOrganization(tx, context, organizationId);
    const organization = await requireManager(tx, context, { organizationId, permission: "service:create" });
    const { responsible: before } = account;
    if (before.id === responsibleId) return { account, before, changed: false };
    const responsible = await requireResponsible(tx, context, { personId: responsibleId, organization });
    await requireNoGiver(tx, context, { account, responsible });

    await tx.person.update({ where: { id: account.id }, data: { responsibleId } });
    const about = { person: { id: account.id, name: account.name }, organization: refOf(organization), responsible };
    await record(
      tx,
      context,
      { kind: "service-account-assigned", ...about, before: { id: before.id, name: before.name } },
      { reason },
    );
    const { username } = await tx.person.findUniqueOrThrow({
      where: { id: responsibleId },
      select: { username: true },
    });
    return {
      account: { ...account, responsible: { ...responsible, username }, isAnsweredFor: true },
      before,
      changed: true,
    };
  });
}

function refOf({ id, name }: { readonly id: string; readonly name: string }) {
  return { id, name };
}

interface Giving {
  readonly account: ServiceAccount;
  readonly responsible: { readonly id: string; readonly name: string };
}

async function requireNoGiver(tx: Transaction, context: Context, { account, responsible }: Giving): Promise<void> {
  const { tenantId, now } = context;
  const { id: personId } = account;
  const isOpen = (end: "until" | "expiresAt") => [{ [end]: null }, { [end]: { gt: now } }];
  const set = await tx.quota.count({ where: { tenantId, personId, setById: responsible.id, OR: isOpen("until") } });
  const granted = await tx.quotaGrant.count({
    where: { tenantId, personId, grantedById: responsible.id, voidedAt: null, OR: isOpen("expiresAt") },
  });
  if (set + granted > 0) refuse({ kind: "responsible-gave", account: account.name, name: responsible.name });
}
