import type { CommandContext } from "./define.ts";

/** Takes a request in; false when it had been taken in before. */
export async function takeIn(context: CommandContext): Promise<boolean> {
  const taken = await context.db.$executeRaw`
    INSERT INTO receipt (id, tenant_id, received_at)
    VALUES (${receiptOf(context)}, ${context.tenantId}::uuid, ${context.now})
    ON CONFLICT (id) DO NOTHING`;
  return taken > 0;
}

/** Lets a request be delivered again, after it failed without changing anything. */
export async function letGo(context: CommandContext): Promise<void> {
  await context.db.receipt.deleteMany({ where: { id: receiptOf(context), tenantId: context.tenantId } });
}

function receiptOf({ invocation }: CommandContext): string {
  return [invocation.platform, invocation.workspace.externalId, invocation.requestId].join(":");
}
