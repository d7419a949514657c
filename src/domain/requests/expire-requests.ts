import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { factsOf } from "./request.ts";
import { readRequest } from "./read-request.ts";

const BATCH = 100;

/** Run by the clock: ends the requests that nobody has answered in time. Returns how many. */
export async function expireRequests(world: World): Promise<number> {
  const overdue = await world.db.quotaRequest.findMany({
    where: { state: "pending", expiresAt: { lte: world.now } },
    orderBy: { expiresAt: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });

  let expired = 0;
  for (const one of overdue) expired += await transaction(world.db, (tx) => expireRequest(tx, world, one));
  return expired;
}

/** Writes down that the clock has ended a request; 0 where an answer came first. */
export async function expireRequest(
  tx: Transaction,
  world: World,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
): Promise<number> {
  const { now } = world;
  const { count } = await tx.quotaRequest.updateMany({
    where: { id, tenantId, state: "pending", expiresAt: { lte: now } },
    data: { state: "expired", decidedAt: now },
  });
  const request = count === 1 ? await readRequest(tx, world, { id, tenantId }) : undefined;
  if (!request) return 0;

  await record(tx, systemContext(world, tenantId), { kind: "quota-request-expired", request: factsOf(request) });
  return 1;
}
