import type { Transaction } from "../../storage/database.ts";
import type { Prisma } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { factsOf } from "./request.ts";
import { readRequest } from "./read-request.ts";
import { installationReviewers } from "./reviewers.ts";
import { URGENT_ESCALATION_MS } from "./urgency.ts";

const BATCH = 100;
const HOUR_MS = 60 * 60 * 1000;

/** Run by the clock: what waits too long for an answer goes to the admins of the installation who are there, too. Returns how many. */
export async function escalateRequests(world: World): Promise<number> {
  const { now, configuration } = world;
  const since = new Date(now.getTime() - configuration.requests.escalateAfterHours * HOUR_MS);
  const urgentSince = new Date(now.getTime() - URGENT_ESCALATION_MS);
  const due = {
    state: "pending",
    escalatedAt: null,
    expiresAt: { gt: now },
    OR: [{ createdAt: { lte: since } }, { urgent: true, createdAt: { lte: urgentSince } }],
  } satisfies Prisma.QuotaRequestWhereInput;
  const waiting = await world.db.quotaRequest.findMany({
    where: due,
    orderBy: { createdAt: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true },
  });

  let escalated = 0;
  for (const { id, tenantId } of waiting) {
    escalated += await transaction(world.db, async (tx) => {
      const { count } = await tx.quotaRequest.updateMany({ where: { id, ...due }, data: { escalatedAt: now } });
      return count === 1 ? escalate(tx, world, { id, tenantId }) : 0;
    });
  }
  return escalated;
}

async function escalate(
  tx: Transaction,
  world: World,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
): Promise<number> {
  const request = await readRequest(tx, world, { id, tenantId });
  if (!request) return 0;
  const asked = await installationReviewers(tx, { tenantId, now: world.now }, request.requester.id);
  const cards = await tx.delivery.findMany({
    where: { tenantId, subject: "request:reviewer", subjectId: id },
    select: { recipient: true },
  });
  const before = new Set(cards.map(({ recipient }) => recipient));
  const fresh = asked.filter((person) => !before.has(`person:${person.id}`));
  if (fresh.length === 0) return 0;

  const event = { kind: "quota-request-escalated", request: factsOf(request), asked: fresh } as const;
  await record(tx, systemContext(world, tenantId), event);
  return 1;
}
