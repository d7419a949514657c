import type { Transaction } from "../../storage/database.ts";
import type { WebhookEndpoint } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { DEGRADED_AFTER_MS } from "./webhook.ts";
import { factsOf, organizationOf } from "./webhook-row.ts";

/** Something arrived: whatever was wrong is over. */
export async function noteReached(tx: Transaction, world: World, endpointId: string): Promise<void> {
  const { now } = world;
  const row = await lock(tx, endpointId);
  if (!row) return;

  const well = { state: "ok", degradedAt: null, degradedReason: null, failingSince: null };
  await tx.webhookEndpoint.update({ where: { id: endpointId }, data: { ...well, reachedAt: now } });
  if (row.state !== "ok") await tell(tx, world, { row, because: undefined });
}

/** Nothing arrived. After days of it whoever made the endpoint is told, once; it is tried on. */
export async function noteFailed(
  tx: Transaction,
  world: World,
  { endpointId, reason }: { readonly endpointId: string; readonly reason: string },
): Promise<void> {
  const { now } = world;
  const row = await lock(tx, endpointId);
  if (!row || row.state === "gone") return;

  const failingSince = row.failingSince ?? now;
  const isLong = now.getTime() - failingSince.getTime() >= DEGRADED_AFTER_MS;
  const isNew = isLong && row.state === "ok";
  await tx.webhookEndpoint.update({
    where: { id: endpointId },
    data: {
      failingSince,
      ...(isLong && { state: "degraded", degradedReason: reason, ...(isNew && { degradedAt: now }) }),
    },
  });
  if (isNew) await tell(tx, world, { row, because: reason });
}

/** 410 Gone: the receiver wants nothing any more, and gets nothing until somebody tests it or sends again. */
export async function noteGone(tx: Transaction, world: World, endpointId: string): Promise<void> {
  const { now } = world;
  const row = await lock(tx, endpointId);
  if (!row) return;

  const because = "It answered 410 Gone, which means that it wants nothing any more.";
  const data = { state: "gone", degradedAt: now, degradedReason: because, failingSince: row.failingSince ?? now };
  await tx.webhookEndpoint.update({ where: { id: endpointId }, data });
  await tx.webhookMessage.updateMany({ where: { endpointId, state: "pending" }, data: { state: "failed" } });
  if (row.state !== "gone") await tell(tx, world, { row, because });
}

async function lock(tx: Transaction, endpointId: string): Promise<WebhookEndpoint | null> {
  await tx.$queryRaw`SELECT 1 FROM webhook_endpoint WHERE id = ${endpointId}::uuid FOR NO KEY UPDATE`;
  return tx.webhookEndpoint.findFirst({ where: { id: endpointId, deletedAt: null } });
}

interface News {
  readonly row: WebhookEndpoint;
  /** undefined: it is well again. */
  readonly because: string | undefined;
}

async function tell(tx: Transaction, world: World, { row, because }: News): Promise<void> {
  const context = systemContext(world, row.tenantId);
  const { createdById: id, createdByName: name } = row;
  const about = { webhook: factsOf(row), told: [{ id, name }], ...(await organizationOf(tx, row)) };
  await record(
    tx,
    context,
    because === undefined ? { kind: "webhook-recovered", ...about } : { kind: "webhook-degraded", because, ...about },
  );
}
