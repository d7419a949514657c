import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireStillActive } from "../people/require-still-active.ts";
import { viewSelected } from "./ssh-key.ts";
import type { SshKeyView } from "./ssh-key.ts";

/** Removes one of the actor's own keys; returns it as it was. Nobody else's is found. */
export async function removeSshKey(context: Context, { keyId }: { readonly keyId: string }): Promise<SshKeyView> {
  const actor = requirePerson(context);
  const { tenantId } = context;
  return transaction(context.db, async (tx) => {
    await requireStillActive(tx, context);
    const own = { id: keyId, personId: actor.id, tenantId };
    const key = await tx.sshKey.findFirst({ where: own, select: viewSelected });
    const { count } = await tx.sshKey.deleteMany({ where: own });
    if (!key || count === 0) return refuse({ kind: "not-found", thing: "ssh_key" });

    const { id, name, fingerprint } = key;
    const person = { id: actor.id, name: actor.label };
    await record(tx, context, { kind: "ssh-key-removed", person, key: { id, name }, fingerprint });
    return key;
  });
}
