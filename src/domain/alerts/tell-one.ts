import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Telling } from "./decide-telling.ts";
import { gather } from "./gather.ts";
import { sayAlert } from "./say-alert.ts";

/** One level of one alert for one recipient: there is never another row of it. */
interface One {
  readonly alertId: string;
  readonly level: number;
  readonly recipient: string;
  readonly stepId: string;
}

/** Writes down that somebody is to hear of a level, unless that was written down before: then undefined. */
export async function claimTelling(
  tx: Transaction,
  { tenantId, now, newId }: Context,
  { alertId, level, recipient }: Omit<One, "stepId">,
): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<readonly { id: string }[]>`
    INSERT INTO alert_told (id, tenant_id, alert_id, recipient, level, how, at)
    VALUES (${newId()}::uuid, ${tenantId}::uuid, ${alertId}::uuid, ${recipient}, ${level}, 'claimed', ${now})
    ON CONFLICT (alert_id, recipient, level) DO NOTHING
    RETURNING id`;
  return row?.id;
}

/** Does with it what was decided. What waited of lower levels is overtaken by it. */
export async function carryOut(
  tx: Transaction,
  context: Context,
  { toldId, telling, ...one }: One & { readonly toldId: string; readonly telling: Telling },
): Promise<void> {
  const { alertId, level, recipient } = one;
  await dropWaiting(tx, { alertId, recipient, below: level });
  const data = await outcomeOf(tx, context, { telling, one });
  await tx.alertTold.update({ where: { id: toldId }, data: { at: context.now, ...nothing, ...data } });
}

const nothing = { deliveryId: null, digestId: null, heldUntil: null };

async function outcomeOf(
  tx: Transaction,
  context: Context,
  { telling, one }: { readonly telling: Telling; readonly one: One },
): Promise<{ readonly how: string; deliveryId?: string; digestId?: string; heldUntil?: Date }> {
  switch (telling.how) {
    case "now":
      return sayAlert(tx, context, one);
    case "off":
      return { how: "off" };
    case "silenced":
    case "snoozed":
    case "inhibited":
      return { how: telling.how, heldUntil: telling.until };
    case "digest": {
      const { digest: kind, groupKey, dueAt } = telling;
      const digestId = await gather(tx, context, { recipient: one.recipient, kind, groupKey, dueAt });
      return { how: "digest", digestId };
    }
  }
}

interface Waiting {
  readonly alertId: string;
  readonly recipient?: string;
  /** Levels below; absent: all. */
  readonly below?: number;
}

/** What was not told yet never will be: it is over, or something worse is. */
export async function dropWaiting(tx: Transaction, { alertId, recipient, below }: Waiting): Promise<void> {
  const where = {
    alertId,
    ...(recipient !== undefined && { recipient }),
    ...(below !== undefined && { level: { lt: below } }),
  };
  await tx.alertTold.updateMany({ where: { ...where, heldUntil: { not: null } }, data: { heldUntil: null } });
  const gathered = await tx.alertTold.findMany({
    where: { ...where, digestId: { not: null } },
    select: { id: true, digestId: true },
  });
  if (gathered.length === 0) return;
  const unsent = await tx.digest.findMany({
    where: { id: { in: gathered.flatMap(({ digestId }) => digestId ?? []) }, sentAt: null },
    select: { id: true },
  });
  const isUnsent = new Set(unsent.map(({ id }) => id));
  const ids = gathered.filter(({ digestId }) => digestId !== null && isUnsent.has(digestId)).map(({ id }) => id);
  await tx.alertTold.updateMany({ where: { id: { in: ids } }, data: { how: "dropped", digestId: null } });
}
