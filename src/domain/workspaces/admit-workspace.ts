import { transaction } from "../../storage/transaction.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import { hashOfCode } from "../codes/code.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";

export interface ArrivingWorkspace {
  readonly platform: Platform;
  /** Slack's team id, Discord's guild id. */
  readonly externalId: string;
  readonly name: string;
  /** What the first person must give to register, should this workspace found the tenant. */
  readonly claimCode?: string;
}

/**
 * Called whenever a workspace connects. The first one of an installation founds the tenant; undefined for any later one
 * that no join code has brought into a tenant yet.
 */
export async function admitWorkspace(
  world: World,
  { platform, externalId, name, claimCode }: ArrivingWorkspace,
): Promise<{ readonly tenantId: string; readonly founded: boolean } | undefined> {
  return transaction(world.db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('found tenant', 0))`;
    const known = await tx.workspace.findUnique({ where: { platform_externalId: { platform, externalId } } });
    if (known) {
      if (known.name !== name) await tx.workspace.update({ where: { id: known.id }, data: { name } });
      return { tenantId: known.tenantId, founded: false };
    }
    if (await tx.tenant.findFirst({ select: { id: true } })) return undefined;

    const tenantId = world.newId();
    const workspaceId = world.newId();
    const { now } = world;
    await tx.tenant.create({ data: { id: tenantId, name, foundedAt: now } });
    await tx.workspace.create({ data: { id: workspaceId, tenantId, platform, externalId, name, joinedAt: now } });
    if (claimCode) {
      const hash = hashOfCode(claimCode);
      await tx.code.create({
        data: { id: world.newId(), tenantId, purpose: "claim_installation", hash, createdAt: now },
      });
    }
    const context = systemContext(world, tenantId);
    await record(tx, context, { kind: "tenant-founded", tenant: { id: tenantId, name } });
    await record(tx, context, { kind: "workspace-connected", workspace: { id: workspaceId, name }, platform });
    return { tenantId, founded: true };
  });
}
