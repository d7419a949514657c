import { tellInPlace } from "../domain/alerts/tell-in-place.ts";
import { systemContext } from "../domain/context.ts";
import type { World } from "../domain/context.ts";
import type { Transaction } from "../storage/database.ts";
import type { Delivery } from "../storage/generated/client.ts";
import { parseRecipient } from "./recipient.ts";

/** What was for somebody whose accounts are gone: of alerts about them others hear, everything else ends here. */
export async function passOn(tx: Transaction, world: World, delivery: Delivery): Promise<void> {
  const { tenantId, subject, subjectId, recipient, shownVersion } = delivery;
  const known = parseRecipient(recipient);
  if (subject !== "alert" || shownVersion > 0 || known.kind !== "person" || tenantId === null) return;

  await tellInPlace(tx, systemContext(world, tenantId), { alertId: subjectId, personId: known.personId });
}
