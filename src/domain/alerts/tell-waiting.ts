import type { Transaction } from "../../storage/database.ts";
import type { Alert, AlertTold } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { decideTelling } from "./decide-telling.ts";
import type { Telling } from "./decide-telling.ts";
import { levelTold } from "./level-told.ts";
import { occasionFor, sharedOccasion } from "./occasion.ts";
import { hearersOf } from "./recipients.ts";
import type { RoutedHearer } from "./recipients.ts";
import { routingOf } from "./routing.ts";

/** Something that somebody has yet to hear, and what is to be done with it now. */
export interface Waited {
  readonly told: AlertTold;
  readonly alert: Alert;
  /** What happened last at that level. */
  readonly stepId: string;
  /** The delivery of the card that they have. */
  readonly cardId: string | undefined;
  readonly telling: Telling;
}

interface Looking {
  readonly told: readonly AlertTold[];
  /** They come out of a digest: those that may be told are not gathered again. */
  readonly isGathered: boolean;
}

/**
 * Decides anew about what waited, as things stand now. What is over, overtaken, or no longer theirs to hear is dropped
 * and left out.
 */
export async function decideAgain(
  tx: Transaction,
  context: Context,
  { told, isGathered }: Looking,
): Promise<readonly Waited[]> {
  const routing = await routingOf(tx, context);
  const alerts = await tx.alert.findMany({ where: { id: { in: [...new Set(told.map(({ alertId }) => alertId))] } } });
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const waited: Waited[] = [];
  for (const row of told) {
    const alert = byId.get(row.alertId);
    const hearer = alert && isDue(alert, row) ? await hearerOf(tx, context, { alert, told: row }) : undefined;
    if (!alert || !hearer) {
      await dropRow(tx, row);
      continue;
    }
    const level = levelTold(alert, row.level);
    const shared = await sharedOccasion(tx, context, { routing, alert, level, isGathered });
    const cardId = await findCard(tx, row);
    const hasCard = cardId !== undefined;
    const telling = decideTelling(await occasionFor(tx, { hearer, alert, shared, hasCard }));
    waited.push({ told: row, alert, telling, cardId, stepId: await lastStepAt(tx, row) });
  }
  return waited;
}

/** Still true, and nothing worse has taken its place. */
function isDue({ phase, level }: Alert, told: AlertTold): boolean {
  return (phase === "firing" || phase === "recovering") && level <= told.level;
}

async function hearerOf(
  tx: Transaction,
  context: Context,
  { alert, told }: { readonly alert: Alert; readonly told: AlertTold },
): Promise<RoutedHearer | undefined> {
  const routing = await routingOf(tx, context);
  const hearers = await hearersOf(tx, context, { routing, alert, level: levelTold(alert, told.level) });
  return hearers.find(({ recipient }) => recipient === told.recipient);
}

async function dropRow(tx: Transaction, { id, how }: AlertTold): Promise<void> {
  await tx.alertTold.update({
    where: { id },
    data: { heldUntil: null, ...(how === "digest" && { how: "dropped", digestId: null }) },
  });
}

async function lastStepAt(tx: Transaction, { alertId, level, id }: AlertTold): Promise<string> {
  const step = await tx.alertStep.findFirst({
    where: { alertId, level, kind: { in: ["fired", "raised"] } },
    orderBy: { at: "desc" },
    select: { id: true },
  });
  return step?.id ?? id;
}

async function findCard(tx: Transaction, { alertId, recipient }: AlertTold): Promise<string | undefined> {
  const card = await tx.delivery.findUnique({
    where: { subject_subjectId_recipient: { subject: "alert", subjectId: alertId, recipient } },
    select: { id: true },
  });
  return card?.id;
}
