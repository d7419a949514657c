import { transaction } from "../../storage/transaction.ts";
import { hashOfCode } from "../codes/code.ts";
import type { World } from "../context.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";

/**
 * Makes (or presets) the code that the first person must give. Only the latest works. Undefined when somebody has
 * registered already. The code itself is not kept: print it now.
 */
export async function createClaimCode(
  world: World,
  { tenantId, code = world.newCode() }: { readonly tenantId: string; readonly code?: string },
): Promise<{ readonly code: string } | undefined> {
  return transaction(world.db, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    if (tenant.claimedAt) return undefined;

    const purpose = "claim_installation";
    await tx.code.deleteMany({ where: { tenantId, purpose } });
    await tx.code.create({
      data: { id: world.newId(), tenantId, purpose, hash: hashOfCode(code), createdAt: world.now },
    });
    return { code };
  });
}
