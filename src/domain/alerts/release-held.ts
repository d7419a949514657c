import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { each } from "./each.ts";
import { routingOf } from "./routing.ts";
import { carryOutNow } from "./tell-one.ts";
import { decideAgain } from "./tell-waiting.ts";

const BATCH = 200;

/**
 * Run by the clock: looks again at what silences, snoozing and inhibition held back until now. Whoever is still due is
 * told, once. Returns how many it looked at.
 */
export async function releaseHeldAlerts(world: World): Promise<number> {
  const due = await world.db.alertTold.findMany({
    where: { heldUntil: { lte: world.now } },
    distinct: ["tenantId"],
    select: { tenantId: true },
  });
  return each(due, ({ tenantId }) => releaseIn(world, tenantId));
}

async function releaseIn(world: World, tenantId: string): Promise<number> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    // First the lock, so that of two who look at once the second finds nothing left.
    await routingOf(tx, context);
    const told = await tx.alertTold.findMany({
      where: { tenantId, heldUntil: { lte: world.now } },
      orderBy: [{ heldUntil: "asc" }, { id: "asc" }],
      take: BATCH,
    });
    // One by one: what is told of one may be all that is to be told of another.
    for (const row of told)
      for (const one of await decideAgain(tx, context, { told: [row], isGathered: false }))
        await carryOutNow(tx, context, one);
    return told.length;
  });
}
