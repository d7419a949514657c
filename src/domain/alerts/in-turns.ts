import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import { evaluatingSoon } from "./evaluating.ts";

/** Longer than whoever follows usage waits before it looks again (`notifications/follow-usage.ts`). */
const REST_MS = 250;

/**
 * Runs one part of a tenant's evaluation after another, each a transaction of its own, for as long as there is more: `turn`
 * says so. Usage is looked at in between. False where somebody else was at the tenant all the time.
 */
export async function inTurns(
  world: World,
  tenantId: string,
  turn: (tx: Transaction, context: Context) => Promise<boolean>,
): Promise<boolean> {
  let isMore = await evaluatingSoon(world, tenantId, turn);
  while (isMore) {
    await sleep(REST_MS);
    isMore = await evaluatingSoon(world, tenantId, turn);
  }
  return isMore !== undefined;
}
