import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { DigestKind } from "./decide-telling.ts";

interface Gathering {
  readonly recipient: string;
  readonly kind: DigestKind;
  readonly groupKey: string;
  readonly dueAt: Date;
}

/** The digest of this kind that somebody is about to get, begun if there is none. Resolves to its id. */
export async function gather(
  tx: Transaction,
  { tenantId, now, newId }: Context,
  { recipient, kind, groupKey, dueAt }: Gathering,
): Promise<string> {
  const [row] = await tx.$queryRaw<readonly { id: string }[]>`
    INSERT INTO digest (id, tenant_id, recipient, kind, group_key, created_at, due_at)
    VALUES (${newId()}::uuid, ${tenantId}::uuid, ${recipient}, ${kind}, ${groupKey}, ${now}, ${dueAt})
    ON CONFLICT (tenant_id, recipient, kind, group_key) WHERE sent_at IS NULL
      DO UPDATE SET due_at = least(digest.due_at, excluded.due_at)
    RETURNING id`;
  if (!row) throw new Error("a digest was neither begun nor found");
  return row.id;
}
