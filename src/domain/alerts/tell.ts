import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { decideTelling } from "./decide-telling.ts";
import type { DigestKind } from "./decide-telling.ts";
import { actsOn } from "./in-whose-name.ts";
import { levelTold } from "./level-told.ts";
import { occasionFor, sharedOccasion } from "./occasion.ts";
import { hearersOf } from "./recipients.ts";
import { cardsOf, refreshAlertCards } from "./refresh-cards.ts";
import { routingOf } from "./routing.ts";
import type { RoutedAlert } from "./routing.ts";
import { sayBelow } from "./say-alert.ts";
import type { Effect } from "./step.ts";
import { carryOut, dropWaiting, writeTold } from "./tell-one.ts";
import type { ToldRow } from "./tell-one.ts";

interface Telling<Kind extends Effect["kind"] = Effect["kind"]> {
  /** As it is after the step. */
  readonly alert: RoutedAlert;
  readonly effect: Extract<Effect, { kind: Kind }>;
  /** The row of alert_step that says what happened. */
  readonly stepId: string;
}

/**
 * Tells everybody whom it concerns what happened to an alert, each at most once for each level: now, in a digest, later,
 * or not at all, as silences, preferences and budgets have it. Within the transaction that made it happen.
 */
export async function tellAlert(tx: Transaction, context: Context, { alert, effect, stepId }: Telling): Promise<void> {
  switch (effect.kind) {
    case "none":
      return;
    case "fire":
    case "raise":
      return tellLevel(tx, context, { alert, effect, stepId });
    case "repeat":
      return tellAgain(tx, context, { alert, stepId });
    case "resolve":
      return tellEnd(tx, context, { alert, stepId });
  }
}

async function tellLevel(
  tx: Transaction,
  context: Context,
  { alert, effect, stepId }: Telling<"fire" | "raise">,
): Promise<void> {
  const routing = await routingOf(tx, context);
  const alertId = alert.id;
  const level = levelTold(alert, effect.level);
  const before = await tx.alertTold.findMany({ where: { alertId }, select: { recipient: true, level: true } });
  const cards = before.length > 0 ? await cardsByRecipient(tx, context, alertId) : noCards;
  const shared = await sharedOccasion(tx, context, { routing, alert, level });
  const rows: ToldRow[] = [];
  for (const hearer of await hearersOf(tx, context, { routing, alert, level })) {
    const { recipient } = hearer;
    const earlier = before.filter((one) => one.recipient === recipient);
    if (earlier.some((one) => one.level === level.index)) continue;
    // What waits of lower levels is overtaken.
    if (earlier.length > 0) await dropWaiting(tx, { alertId, recipient, below: level.index });
    const cardId = cards.get(recipient);
    const telling = decideTelling(await occasionFor(tx, { hearer, alert, shared, hasCard: cardId !== undefined }));
    const one = { alertId, level: level.index, recipient };
    const outcome = await carryOut(tx, context, { ...one, stepId, cardId, telling });
    rows.push({ ...one, ...outcome });
  }
  await writeTold(tx, context, rows);
  if (effect.kind === "raise") await refreshAlertCards(tx, context, alertId);
}

const noCards: ReadonlyMap<string, string> = new Map();

async function cardsByRecipient(
  tx: Transaction,
  context: Context,
  alertId: string,
): Promise<ReadonlyMap<string, string>> {
  return new Map((await cardsOf(tx, context, alertId)).map(({ recipient, id }) => [recipient, id]));
}

/** The same level still holds: a line below the cards, unless somebody has said that they know. */
async function tellAgain(tx: Transaction, context: Context, { alert, stepId }: Omit<Telling, "effect">): Promise<void> {
  if (!alert.acknowledgedAt) await sayToHolders(tx, context, { alert, stepId });
  await refreshAlertCards(tx, context, alert.id);
}

/** What was told is put right where it stands, with a line below it; what was not told yet is not told any more. */
async function tellEnd(tx: Transaction, context: Context, { alert, stepId }: Omit<Telling, "effect">): Promise<void> {
  await routingOf(tx, context);
  await dropWaiting(tx, { alertId: alert.id });
  await sayToHolders(tx, context, { alert, stepId });
  await refreshAlertCards(tx, context, alert.id);
}

/**
 * A line below the card of everybody who has one and may be disturbed, at once or when their quiet is over; `giverId`: of
 * those only on whom what is done in that name acts.
 */
export async function sayToHolders(
  tx: Transaction,
  context: Context,
  { alert, stepId, giverId = null }: Omit<Telling, "effect"> & { readonly giverId?: string | null },
): Promise<void> {
  const routing = await routingOf(tx, context);
  const level = levelTold(alert, alert.level);
  const cards = await cardsByRecipient(tx, context, alert.id);
  if (cards.size === 0) return;
  const shared = await sharedOccasion(tx, context, { routing, alert, level, isGathered: true });
  for (const hearer of await hearersOf(tx, context, { routing, alert, level })) {
    const cardId = cards.get(hearer.recipient);
    if (cardId === undefined || !actsOn(giverId, hearer.route)) continue;
    const telling = decideTelling(await occasionFor(tx, { hearer, alert, shared, hasCard: true }));
    const notBefore = telling.how === "digest" && waits.has(telling.digest) ? telling.dueAt : undefined;
    if (telling.how === "now" || notBefore)
      await sayBelow(tx, context, { stepId, recipient: hearer.recipient, cardId, notBefore });
  }
}

const waits: ReadonlySet<DigestKind> = new Set(["quiet", "muted"]);

/** Ends what an alert of a window that is over still waits to tell; its cards say so, and nobody is disturbed. */
export async function endQuietly(tx: Transaction, context: Context, alertId: string): Promise<void> {
  await routingOf(tx, context);
  await dropWaiting(tx, { alertId });
  await refreshAlertCards(tx, context, alertId);
}
