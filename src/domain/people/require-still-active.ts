import type { Transaction } from "../../storage/database.ts";
import type { PersonState } from "../../storage/generated/enums.ts";
import type { Context, PersonActor } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";

/** The actor, looked up again and held until the commit: what they were when the request came in does not decide. */
export async function requireStillActive(tx: Transaction, context: Context): Promise<PersonActor> {
  const actor = requirePerson(context);
  const [row] = await tx.$queryRaw<{ state: PersonState }[]>`
    SELECT state::text FROM person
    WHERE id = ${actor.id}::uuid AND tenant_id = ${context.tenantId}::uuid FOR NO KEY UPDATE`;
  if (!row) return refuse({ kind: "not-registered" });

  return row.state === "active" ? actor : refuse({ kind: "not-active", state: row.state });
}
