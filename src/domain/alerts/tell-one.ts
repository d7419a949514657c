import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Telling } from "./decide-telling.ts";
import { gather } from "./gather.ts";
import { sayAlert } from "./say-alert.ts";
import type { Waited } from "./tell-waiting.ts";

/** One level of one alert for one recipient: there is never another row of it. */
interface One {
  readonly alertId: string;
  readonly level: number;
  readonly recipient: string;
  readonly stepId: string;
  /** The delivery of the card that they have. */
  readonly cardId: string | undefined;
  readonly telling: Telling;
}

/** What alert_told says of it. */
export interface Outcome {
  readonly how: string;
  readonly deliveryId?: string;
  readonly digestId?: string;
  readonly heldUntil?: Date;
}

/** Does what was decided. */
export async function carryOut(tx: Transaction, context: Context, { telling, ...one }: One): Promise<Outcome> {
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

export interface ToldRow extends Outcome, Pick<One, "alertId" | "level" | "recipient"> {}

/** Writes down who was told and how. Prisma's own way of writing several takes four times as long. */
export async function writeTold(
  tx: Transaction,
  { tenantId, now, newId }: Context,
  rows: readonly ToldRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = JSON.stringify(rows.map((row) => ({ ...row, id: newId() })));
  await tx.$executeRaw`
    INSERT INTO alert_told (id, tenant_id, alert_id, recipient, level, how, at, delivery_id, digest_id, held_until)
    SELECT r.id, ${tenantId}::uuid, r."alertId", r.recipient, r.level, r.how, ${now}, r."deliveryId", r."digestId",
      r."heldUntil"
    FROM jsonb_to_recordset(${list}::jsonb) AS r (id uuid, "alertId" uuid, recipient text, level int, how text,
      "deliveryId" uuid, "digestId" uuid, "heldUntil" timestamptz)`;
}

/** The same for what waited until now. */
export async function carryOutNow(
  tx: Transaction,
  context: Context,
  { told, stepId, cardId, telling }: Waited,
): Promise<void> {
  const { id, alertId, level, recipient } = told;
  const outcome = await carryOut(tx, context, { alertId, level, recipient, stepId, cardId, telling });
  await tx.alertTold.update({ where: { id }, data: { at: context.now, ...nothing, ...outcome } });
}

const nothing = { deliveryId: null, digestId: null, heldUntil: null };

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
