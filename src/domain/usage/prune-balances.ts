import type { World } from "../context.ts";
import { countedWindows } from "./counted.ts";
import { oldestWindow } from "./kept-windows.ts";

/** Forgets the balances of windows that ended long ago; what was used in them stays in the rollups. Returns how many. */
export async function pruneBalances({ db, now, configuration }: World): Promise<number> {
  let pruned = 0;
  for (const { id } of await db.tenant.findMany({ select: { id: true } })) {
    for (const window of await countedWindows(db, id)) {
      const oldest = oldestWindow(window, now, configuration);
      pruned += await db.$executeRaw`DELETE FROM balance
        WHERE tenant_id = ${id}::uuid AND "window" = ${window} AND starts_at < ${oldest}`;
    }
  }
  return pruned;
}
