import { readRows } from "../../../storage/read.ts";
import { Prisma } from "../../../storage/generated/client.ts";
import type { Transaction } from "../../../storage/database.ts";
import { systemContext } from "../../context.ts";
import type { Context, World } from "../../context.ts";
import { each } from "../each.ts";
import { evaluatingSoon } from "../evaluating.ts";
import { tellStep } from "../tell-step.ts";

/** How an alert ended that another system never said more of. */
export const UNHEARD = "unheard";
/** So many in one transaction: usage is looked at in between. */
const AT_ONCE = 10;
const MOST_TURNS = 40;

/**
 * Ends alerts of another system that it has not told of again for as long as the configuration allows: Alertmanager sends
 * what goes on once in each repeat_interval, and what it forgets it does not end. Returns how many.
 */
export async function endUnheard(world: World, tenantId: string): Promise<number> {
  const turns = Array.from({ length: MOST_TURNS }, (_, turn) => turn);
  let isMore = await hasUnheard(world, tenantId);
  return each(turns, async () => {
    if (!isMore) return 0;
    const ended = (await evaluatingSoon(world, tenantId, endSome)) ?? 0;
    isMore = ended === AT_ONCE;
    return ended;
  });
}

function unheard({ tenantId, now, configuration }: Context) {
  const before = new Date(now.getTime() - configuration.alerts.externalEndsMs);
  return Prisma.sql`tenant_id = ${tenantId}::uuid AND kind = 'external' AND phase IN ('firing', 'recovering')
    AND evaluated_at <= ${before}::timestamptz`;
}

async function hasUnheard(world: World, tenantId: string): Promise<boolean> {
  const which = unheard(systemContext(world, tenantId));
  return (await readRows<unknown>(world.db, Prisma.sql`SELECT id FROM alert WHERE ${which} LIMIT 1`)).length > 0;
}

async function endSome(tx: Transaction, context: Context): Promise<number> {
  const rows = await tx.$queryRaw<readonly { id: string }[]>(Prisma.sql`
    SELECT id FROM alert WHERE ${unheard(context)} ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE`);
  for (const { id } of rows) {
    const over = { phase: "resolved", held: -1, resolvedAt: context.now, resolution: UNHEARD } as const;
    const alert = await tx.alert.update({ where: { id }, data: over });
    await tellStep(tx, context, { alert, effect: { kind: "resolve", because: "fell" } });
  }
  return rows.length;
}
