import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";

interface Saying {
  readonly alertId: string;
  /** What happened to it; said in the thread where there is a card. */
  readonly stepId: string;
  readonly recipient: string;
}

/** How it was said. */
export interface Said {
  readonly how: "card" | "thread";
  readonly deliveryId: string;
}

/** Shows the card of an alert to somebody, or where they have it already, a line below it and the card as it is now. */
export async function sayAlert(
  tx: Transaction,
  context: Context,
  { alertId, stepId, recipient }: Saying,
): Promise<Said> {
  const card = await findCard(tx, { alertId, recipient });
  const cardId = await plan(tx, context, { subject: "alert", subjectId: alertId, recipient });
  if (!card) return { how: "card", deliveryId: cardId };

  const deliveryId = await sayBelow(tx, context, { stepId, recipient, cardId });
  return { how: "thread", deliveryId };
}

interface Line {
  readonly stepId: string;
  readonly recipient: string;
  readonly cardId: string;
  readonly notBefore?: Date | undefined;
}

/** A line below a card; a line that is said again is the same line. */
export async function sayBelow(
  tx: Transaction,
  context: Context,
  { stepId, recipient, cardId, notBefore }: Line,
): Promise<string> {
  return plan(tx, context, { subject: "alert:step", subjectId: stepId, recipient, threadOf: cardId, notBefore });
}

/** The delivery of an alert's card to somebody, sent or about to be. */
export async function findCard(
  tx: Transaction,
  { alertId, recipient }: { readonly alertId: string; readonly recipient: string },
): Promise<string | undefined> {
  const card = await tx.delivery.findUnique({
    where: { subject_subjectId_recipient: { subject: "alert", subjectId: alertId, recipient } },
    select: { id: true },
  });
  return card?.id;
}
