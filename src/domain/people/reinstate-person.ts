import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { lockAccount } from "./suspend-person.ts";

/**
 * Lifts a suspension: the account is as it was before. Refuses with `forbidden`, `not-found`, `service-account-refused`,
 * `person-not-suspendable`, `person-not-suspended`.
 */
export async function reinstatePerson(
  context: Context,
  { personId, reason }: { readonly personId: string; readonly reason?: string | undefined },
): Promise<Ref & { readonly username: string }> {
  return transaction(context.db, async (tx) => {
    const { displayName: name, state, username } = await lockAccount(tx, context, personId);
    if (state !== "suspended") refuse({ kind: "person-not-suspended", name, state });

    await tx.person.update({ where: { id: personId }, data: { state: "active" } });
    await record(tx, context, { kind: "person-reinstated", person: { id: personId, name } }, { reason });
    return { id: personId, name, username };
  });
}
