import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";

/** Running at once. */
const MOST_OF_A_PERSON = 100;

/** Each is looked at whenever anything is told. Refuses with `silence-limit`. */
export async function requireRoom(tx: Transaction, context: Context): Promise<void> {
  const { tenantId, now } = context;
  const { id: createdById } = requirePerson(context);
  const running = await tx.alertSilence.count({ where: { tenantId, createdById, until: { gt: now }, endedAt: null } });
  if (running >= MOST_OF_A_PERSON) refuse({ kind: "silence-limit", limit: MOST_OF_A_PERSON });
}
