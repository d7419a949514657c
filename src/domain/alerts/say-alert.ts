import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";

interface Saying {
  readonly alertId: string;
  /** What happened to it; said in the thread where there is a card. */
  readonly stepId: string;
  readonly recipient: string;
  /** The delivery of the card that they have. */
  readonly cardId: string | undefined;
}

/** How it was said. */
export interface Said {
  readonly how: "card" | "thread";
  readonly deliveryId: string;
}

/** Shows the card of an alert to somebody, or where they have it already, a line below it. */
export async function sayAlert(
  tx: Transaction,
  context: Context,
  { alertId, stepId, recipient, cardId }: Saying,
): Promise<Said> {
  if (cardId) return { how: "thread", deliveryId: await sayBelow(tx, context, { stepId, recipient, cardId }) };

  return { how: "card", deliveryId: await plan(tx, context, { subject: "alert", subjectId: alertId, recipient }) };
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
