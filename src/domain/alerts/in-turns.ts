import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import { evaluatingSoon } from "./evaluating.ts";

/** Longer than whoever follows usage waits before it looks again (`notifications/follow-usage.ts`). */
const REST_MS = 250;

/** What is looked at by the clock besides waits for these; the next look goes on. */
const MOST_TURNS = 20;

/**
 * Runs one part of a tenant's evaluation after another, each a transaction of its own, for as long as there is more: `turn`
 * says so. Usage is looked at in between. False where it was not all: somebody else was at the tenant all the time, or it
 * is too much for one look.
 */
export async function inTurns(
  world: World,
  tenantId: string,
  turn: (tx: Transaction, context: Context) => Promise<boolean>,
): Promise<boolean> {
  for (let nth = 1; nth <= MOST_TURNS; nth++) {
    if (nth > 1) await sleep(REST_MS);
    const isMore = await evaluatingSoon(world, tenantId, turn);
    if (isMore === undefined) return false;
    if (!isMore) return true;
  }
  return false;
}
