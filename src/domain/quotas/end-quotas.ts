import { transaction } from "../../storage/transaction.ts";
import type { Quota } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { quotaFacts } from "./facts.ts";
import { nameSubjects } from "./subject-name.ts";
import { subjectOfRow } from "./subject-row.ts";

const BATCH = 100;

/** Run by the clock: takes away limits whose time is over; they bound nobody any more. Returns how many. */
export async function endQuotas(world: World): Promise<number> {
  const over = await world.db.quota.findMany({
    where: { until: { lte: world.now } },
    orderBy: { until: "asc" },
    take: BATCH,
  });
  let ended = 0;
  for (const quota of over) ended += await endQuota(world, quota);
  return ended;
}

async function endQuota(world: World, quota: Quota): Promise<number> {
  const { id, tenantId } = quota;
  return transaction(world.db, async (tx) => {
    // It may have been set anew since it was found.
    const { count } = await tx.quota.deleteMany({ where: { id, until: { lte: world.now } } });
    if (count === 0) return 0;

    const named = (await nameSubjects(tx, tenantId, [subjectOfRow(quota)])).get(quota.subjectKey);
    if (!named) return 1;
    const { name, person, organization } = named;
    await record(tx, systemContext(world, tenantId), {
      kind: "quota-ended",
      quota: quotaFacts(world.configuration, quota, name),
      ...(person && { person }),
      ...(organization && { organization }),
    });
    return 1;
  });
}
