import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { readCounts } from "./read-announcement.ts";

/**
 * Ends it when it has gone as far as it goes, and renews its sender's card when the figures have changed. Under its row's
 * lock. Returns whether it is still going out.
 */
export async function settleAnnouncement(tx: Transaction, world: World, row: Announcement): Promise<boolean> {
  const counts = await readCounts(tx, row);
  const isOut = row.spreadAt !== null && counts.waiting === 0;
  const isFinished = isOut && row.state === "sending";
  const shownCounts = JSON.stringify(counts);
  await tx.announcement.update({
    where: { id: row.id },
    data: {
      shownAt: world.now,
      shownCounts,
      settled: isOut && counts.outdated === 0,
      ...(isFinished && { state: "sent", finishedAt: world.now }),
    },
  });
  const context = systemContext(world, row.tenantId);
  const { sent, notSent } = counts;
  if (isFinished) await record(tx, context, { kind: "announcement-finished", ...aboutOf(row), sent, notSent });
  if (isFinished || shownCounts !== row.shownCounts) await renewProgress(tx, context, row);
  return row.state === "sending" && !isFinished;
}
