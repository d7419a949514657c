import type { QuotaPause } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { aboutOf, pauseFacts } from "./facts.ts";

const BATCH = 100;

/** Run by the clock: takes away pauses whose time is over; they held back nothing any more. Returns how many. */
export async function endPauses(world: World, tenantId?: string): Promise<number> {
  const over = await world.db.quotaPause.findMany({
    where: { until: { lte: world.now }, ...(tenantId && { tenantId }) },
    orderBy: { until: "asc" },
    take: BATCH,
  });
  let ended = 0;
  for (const pause of over) ended += await endPause(world, pause);
  return ended;
}

async function endPause(world: World, row: QuotaPause): Promise<number> {
  const { id, tenantId, subjectKey } = row;
  return transaction(world.db, async (tx) => {
    // It may have been set anew since it was found.
    const { count } = await tx.quotaPause.deleteMany({ where: { id, until: { lte: world.now } } });
    if (count === 0) return 0;

    const named = (await nameSubjects(tx, tenantId, [countedSubjectOf(row)])).get(subjectKey);
    if (!named) return 1;
    const pause = pauseFacts(row, named.name);
    await record(tx, systemContext(world, tenantId), { kind: "quota-pause-ended", pause, ...aboutOf(named) });
    return 1;
  });
}
