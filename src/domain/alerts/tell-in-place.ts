import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { decideTelling } from "./decide-telling.ts";
import { keepersOf, superAdmins } from "./keepers.ts";
import { levelTold } from "./level-told.ts";
import { occasionFor, sharedOccasion } from "./occasion.ts";
import { peopleAsHearers } from "./recipients.ts";
import type { RoutedHearer } from "./recipients.ts";
import { cardsOf } from "./refresh-cards.ts";
import { routingOf } from "./routing.ts";
import type { RoutedAlert } from "./routing.ts";
import { carryOut, writeTold } from "./tell-one.ts";
import type { ToldRow } from "./tell-one.ts";

interface Unreached {
  readonly alertId: string;
  /** Whose accounts on the platforms are gone. */
  readonly personId: string;
}

/**
 * An alert about somebody whom nothing reaches any more goes to who answers for their organization in their place, else to
 * who runs the installation: each once for each level, as they want to be told. Alerts about others are not touched.
 */
export async function tellInPlace(tx: Transaction, context: Context, { alertId, personId }: Unreached): Promise<void> {
  const { tenantId } = context;
  const routing = await routingOf(tx, context);
  const alert = await tx.alert.findFirst({
    where: { id: alertId, tenantId, personId, phase: { in: ["firing", "recovering"] } },
  });
  const step = alert && (await tx.alertStep.findFirst({ where: { alertId }, orderBy: { id: "desc" } }));
  if (!alert || !step) return;

  const level = levelTold(alert, alert.level);
  const told = await tx.alertTold.findMany({ where: { alertId, level: level.index }, select: { recipient: true } });
  const cards = new Map((await cardsOf(tx, context, alertId)).map(({ recipient, id }) => [recipient, id]));
  const shared = await sharedOccasion(tx, context, { routing, alert, level });
  const rows: ToldRow[] = [];
  for (const hearer of await othersFor(tx, alert, personId)) {
    const { recipient } = hearer;
    if (told.some((one) => one.recipient === recipient)) continue;
    const cardId = cards.get(recipient);
    const telling = decideTelling(await occasionFor(tx, { hearer, alert, shared, hasCard: cardId !== undefined }));
    const one = { alertId, level: level.index, recipient };
    rows.push({ ...one, ...(await carryOut(tx, context, { ...one, stepId: step.id, cardId, telling })) });
  }
  await writeTold(tx, context, rows);
}

async function othersFor(
  tx: Transaction,
  { tenantId, organizationId }: RoutedAlert,
  personId: string,
): Promise<readonly RoutedHearer[]> {
  const isOther = (id: string) => id !== personId;
  const keepers = organizationId ? (await keepersOf(tx, organizationId)).filter(isOther) : [];
  const route = keepers.length > 0 ? "own" : "installation";
  const ids = keepers.length > 0 ? keepers : (await superAdmins(tx, tenantId)).filter(isOther);
  return (await peopleAsHearers(tx, tenantId, ids)).map((one) => ({ ...one, route }));
}
