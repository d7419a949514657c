import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { REMINDER_BEFORE_MS } from "./invitation.ts";
import { readInvitation } from "./read-invitation.ts";
import { factsOf } from "./rules.ts";

const BATCH = 100;

/** Run by the clock: reminds, once, whoever has a day left to answer. Returns how many. */
export async function remindInvitees(world: World): Promise<number> {
  const { now } = world;
  const dueUntil = new Date(now.getTime() + REMINDER_BEFORE_MS);
  const due = { state: "pending", remindedAt: null, expiresAt: { gt: now, lte: dueUntil } } as const;
  const found = await world.db.invitation.findMany({
    where: due,
    orderBy: { expiresAt: "asc" },
    take: BATCH,
    select: { id: true },
  });

  let reminded = 0;
  for (const { id } of found) {
    reminded += await transaction(world.db, async (tx) => {
      const { count } = await tx.invitation.updateMany({ where: { id, ...due }, data: { remindedAt: now } });
      const invitation = count === 1 ? await readInvitation(tx, id, now) : undefined;
      if (!invitation) return 0;

      const context = systemContext(world, invitation.tenantId);
      await record(tx, context, { kind: "invitee-reminded", invitation: factsOf(invitation) });
      return 1;
    });
  }
  return reminded;
}
