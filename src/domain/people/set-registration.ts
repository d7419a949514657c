import { transaction } from "../../storage/transaction.ts";
import type { Registration } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { requireTenantPermission } from "./tenant-authority.ts";

/** Opens, restricts or closes registration. Setting what is set already changes nothing and is no error. */
export async function setRegistration(
  context: Context,
  { registration: after }: { readonly registration: Registration },
): Promise<{ readonly before: Registration; readonly after: Registration; readonly changed: boolean }> {
  return transaction(context.db, async (tx) => {
    const { registration: before } = await lockTenant(tx, context.tenantId);
    await requireTenantPermission(tx, context, "registration:configure");
    if (before === after) return { before, after, changed: false };

    await tx.tenant.update({ where: { id: context.tenantId }, data: { registration: after } });
    await record(tx, context, { kind: "registration-changed", before, after });
    return { before, after, changed: true };
  });
}
