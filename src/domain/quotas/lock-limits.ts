import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { chainOf } from "../organizations/tree.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import type { Subject } from "./subject.ts";

/**
 * Makes everybody else who changes limits wait for our commit, and whoever changes roles in an organization out of which
 * they may be changed. What is read afterwards is as the one before left it.
 */
export async function lockLimits(tx: Transaction, { tenantId }: Pick<Context, "tenantId">, subject: Subject) {
  await lockTenant(tx, tenantId);
  if (!("organizationId" in subject)) return;

  const chain = await chainOf(tx, { tenantId, organizationId: subject.organizationId });
  const ids = chain.map(({ id }) => id);
  await tx.$queryRaw`SELECT 1 FROM organization WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}
