import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { hashOfCode, JOIN_CODE_LIFETIME_MS } from "../codes/code.ts";
import type { Context } from "../context.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";

/** Makes a code that brings one more workspace into this tenant within a day. Only this one works from now on. */
export async function createJoinCode(context: Context): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  const code = context.newCode();
  const expiresAt = new Date(context.now.getTime() + JOIN_CODE_LIFETIME_MS);

  await transaction(context.db, async (tx) => {
    await requireTenantPermission(tx, context, "workspace:connect");
    const { tenantId, now } = context;
    const purpose = "join_tenant";
    await tx.code.deleteMany({ where: { tenantId, purpose, usedAt: null } });
    await tx.code.create({
      data: { id: context.newId(), tenantId, purpose, hash: hashOfCode(code), createdAt: now, expiresAt },
    });
    await record(tx, context, { kind: "join-code-created", expiresAt: expiresAt.toISOString() });
  });
  return { code, expiresAt };
}
