import type { Transaction } from "../../storage/database.ts";
import type { AlertSilence } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { hasAlertRight, requireAlertRight } from "./alert-access.ts";
import { each } from "./each.ts";
import { requireGiverRight } from "./in-whose-name.ts";
import { showSilence, silencedSubject } from "./list-silences.ts";
import type { SilenceView } from "./list-silences.ts";
import { forgetRouting, routingOf } from "./routing.ts";
import { markMatching, requireRunning } from "./silence-alerts.ts";

const BATCH = 100;

/**
 * Ends a silence before its time. What is still true is told within seconds, once to each. Refuses with `silence-over`,
 * `not-found`, `forbidden`.
 */
export async function endSilence(
  context: Context,
  { silenceId }: { readonly silenceId: string },
): Promise<SilenceView> {
  const { label } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    await routingOf(tx, context);
    const silence = await seenSilence(tx, context, silenceId);
    const view = await showSilence(tx, context, silence);
    await requireAlertRight(context, tx, { watched: view.subject, right: "manage" });
    if (silence.forPersonId === null) await requireGiverRight(context, tx, silence.giverId);

    requireRunning(context, silence);
    await end(tx, context, { silence, endedByName: label });
    const { id, shown, until } = view;
    const about = {
      ...(view.person && { person: view.person }),
      ...(view.organization && { organization: view.organization }),
    };
    await record(tx, context, {
      kind: "alert-silence-ended",
      silence: { id, shown, until: until.toISOString() },
      ...about,
    });
    return view;
  });
}

/** One answer for what is not there and for what is not theirs to see. Refuses with `not-found`. */
async function seenSilence(tx: Transaction, context: Context, silenceId: string): Promise<AlertSilence> {
  const { tenantId } = context;
  const { id: personId } = requirePerson(context);
  const silence = await tx.alertSilence.findFirst({ where: { id: silenceId, tenantId } });
  const isOthers = silence?.forPersonId != null && silence.forPersonId !== personId;
  const isSeen =
    silence &&
    !isOthers &&
    (await hasAlertRight(tx, context, { personId, watched: silencedSubject(silence), right: "see" }));
  return silence && isSeen ? silence : refuse({ kind: "not-found", thing: "alert_silence" });
}

/** Run by the clock: silences whose time is over. What they held back is told by `releaseHeldAlerts`. Returns how many. */
export async function endSilences(world: World): Promise<number> {
  const over = await world.db.alertSilence.findMany({
    where: { until: { lte: world.now }, endedAt: null },
    orderBy: { until: "asc" },
    take: BATCH,
  });
  return each(over, async (silence) => {
    const context = systemContext(world, silence.tenantId);
    await transaction(world.db, async (tx) => {
      await routingOf(tx, context);
      await end(tx, context, { silence, endedByName: null });
    });
    return 1;
  });
}

async function end(
  tx: Transaction,
  context: Context,
  { silence, endedByName }: { readonly silence: AlertSilence; readonly endedByName: string | null },
): Promise<void> {
  const { tenantId, now } = context;
  const { count } = await tx.alertSilence.updateMany({
    where: { id: silence.id, endedAt: null },
    data: { endedAt: now, endedByName },
  });
  if (count === 0) return;
  forgetRouting(tx);
  await tx.alertTold.updateMany({
    where: { tenantId, how: "silenced", heldUntil: { gt: now } },
    data: { heldUntil: now },
  });
  await markMatching(tx, context, { silence, kind: "silence-ended" });
}
