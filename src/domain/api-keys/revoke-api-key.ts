import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { forgetApiKey } from "./authenticate.ts";

/** Ends a key at once; its name is free for another. Problems: not-found, api-key-revoked. */
export async function revokeApiKey(context: Context, { keyId }: { readonly keyId: string }): Promise<Ref> {
  const actor = requirePerson(context);
  const { tenantId, now } = context;
  const { hash, ...revoked } = await transaction(context.db, async (tx) => {
    await requireTenantPermission(tx, context, "machine:authorize");
    const where = { id: keyId, tenantId };
    const { count } = await tx.apiKey.updateMany({
      where: { ...where, revokedAt: null },
      data: { revokedAt: now, revokedById: actor.id },
    });
    const key = await tx.apiKey.findFirst({ where, select: { id: true, name: true, hash: true } });
    if (!key) return refuse({ kind: "not-found", thing: "api_key" });
    if (count === 0) return refuse({ kind: "api-key-revoked", name: key.name });

    const { id, name } = key;
    await record(tx, context, { kind: "api-key-revoked", key: { id, name } });
    return key;
  });
  forgetApiKey(context.db, hash);
  return revoked;
}
