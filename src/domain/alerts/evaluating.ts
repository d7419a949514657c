import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { ensureBuiltInRules } from "./built-in-rules.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";

/**
 * Runs one part of a tenant's evaluation, if nobody else is at that tenant: undefined then. The tenant's row of
 * alert_evaluation is the first lock, before alerts by id and the deliveries of each.
 */
export async function evaluating<Result>(
  world: World,
  tenantId: string,
  work: (tx: Transaction, context: Context) => Promise<Result>,
): Promise<Result | undefined> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const locked = await lockEvaluation(tx, context);
    return locked ? work(tx, context) : undefined;
  });
}

const WAITS = 100;
const WAIT_MS = 20;

/** The same, waiting for up to two seconds until nobody else is at that tenant. */
export async function evaluatingSoon<Result>(
  ...given: Parameters<typeof evaluating<Result>>
): Promise<Result | undefined> {
  for (let nth = 1; nth < WAITS; nth++) {
    const result = await evaluating(...given);
    if (result !== undefined) return result;
    await sleep(WAIT_MS);
  }
  return evaluating(...given);
}

async function lockEvaluation(tx: Transaction, context: Context): Promise<boolean> {
  const { tenantId } = context;
  const lock = () => tx.$queryRaw<readonly { one: number }[]>`
    SELECT 1 AS one FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE SKIP LOCKED`;
  if ((await lock()).length > 0) return true;

  const made = await tx.$executeRaw`
    INSERT INTO alert_evaluation (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT DO NOTHING`;
  if (made === 0) return false;
  await ensureBuiltInRules(tx, context);
  return true;
}

class Undone extends Error {}

/** The same, and takes back whatever was done. */
export async function rehearsing<Result>(
  ...[world, tenantId, work]: Parameters<typeof evaluating<Result>>
): Promise<Result | undefined> {
  let result: Result | undefined;
  try {
    await evaluating(world, tenantId, async (tx, context) => {
      result = await work(tx, context);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return result;
}
