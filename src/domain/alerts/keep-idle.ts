import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { addStep } from "./act-on-alert.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import { actOnIdle, placesOf } from "./release-idle.ts";
import type { AlertRef } from "./routing-events.ts";
import { requireSoundEnd } from "./snooze-alert.ts";

const HOUR_MS = 3_600_000;
/** For longer somebody says why. */
const UNEXPLAINED_HOURS = 24;

export interface Keeping {
  readonly alertId: string;
  /** Exclusive; absent: 24 hours from now. */
  readonly until?: Date | undefined;
  readonly reason?: string | undefined;
}

export interface Kept {
  readonly alert: AlertRef;
  readonly until: Date;
}

/**
 * Says that what is held and idle is still needed: nobody is asked about it, and nothing is done about it, until then.
 * Refuses with `idle-reason-missing`, `alert-not-idle`, `until-passed`, `silence-too-long`, `alert-over`, `not-found`,
 * `forbidden`.
 */
export async function keepIdle(context: Context, { alertId, until: asked, reason }: Keeping): Promise<Kept> {
  requirePerson(context);
  const most = new Date(context.now.getTime() + UNEXPLAINED_HOURS * HOUR_MS);
  const until = asked ?? most;
  requireSoundEnd(context, until);
  if (until > most && !reason?.trim())
    refuse({ kind: "idle-reason-missing", mostHours: UNEXPLAINED_HOURS, field: "reason" });

  return transaction(context.db, async (tx) => {
    const { alert, ref, about } = await actOnIdle(tx, context, alertId);
    for (const id of await openAbout(tx, context, alert.subjectKey)) await keep(tx, context, { id, until, reason });
    await record(
      tx,
      context,
      { kind: "alert-idle-kept", alert: ref, until: until.toISOString(), ...about },
      { reason },
    );
    return { alert: ref, until };
  });
}

async function openAbout(tx: Transaction, { tenantId }: Context, subjectKey: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<readonly { id: string }[]>`
    SELECT id FROM alert WHERE tenant_id = ${tenantId}::uuid AND kind = 'idle'
      AND subject_key = ANY(${[...placesOf(subjectKey)]}::text[]) AND phase IN ('firing', 'recovering') ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

interface KeepingOne {
  readonly id: string;
  readonly until: Date;
  readonly reason: string | undefined;
}

async function keep(tx: Transaction, context: Context, { id, until, reason }: KeepingOne): Promise<void> {
  await tx.alert.update({ where: { id }, data: { snoozedUntil: until, snoozedByName: context.actor.label } });
  const note = reason === undefined ? until.toISOString() : `${until.toISOString()}: ${reason}`;
  await addStep(tx, context, { alertId: id, kind: "kept", note });
  await refreshAlertCards(tx, context, id);
}
