import type { Transaction } from "../../storage/database.ts";
import type { Tenant } from "../../storage/generated/client.ts";

/** Makes everybody else who registers, founds or names something in this tenant wait for our commit. */
export async function lockTenant(tx: Transaction, tenantId: string): Promise<Tenant> {
  await tx.$queryRaw`SELECT 1 FROM tenant WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  return tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
}
