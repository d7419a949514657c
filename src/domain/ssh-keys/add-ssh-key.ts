import type { Transaction } from "../../storage/database.ts";
import { isUniqueViolation, transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lineOf } from "../organizations/naming.ts";
import { requireStillActive } from "../people/require-still-active.ts";
import { parsePublicKey } from "./public-key.ts";
import type { PublicKey } from "./public-key.ts";
import { KEY_LIMIT, viewSelected } from "./ssh-key.ts";
import type { SshKeyView } from "./ssh-key.ts";

interface NewKey {
  readonly publicKey: string;
  /** Default: the key's comment. */
  readonly name?: string | undefined;
}

/** Adds one of the actor's public keys. A key belongs to one person only, and a name to one of their keys. */
export async function addSshKey(context: Context, input: NewKey): Promise<SshKeyView> {
  const actor = requirePerson(context);
  const parsed = parsePublicKey(input.publicKey);
  if ("problem" in parsed) return refuse(parsed.problem);
  const { key } = parsed;
  const name = nameOf(input.name, key);

  try {
    return await transaction(context.db, async (tx) => {
      await requireStillActive(tx, context);
      await requireFree(tx, context, { personId: actor.id, key, name });
      const { type, bits, fingerprint, line } = key;
      const row = {
        id: context.newId(),
        tenantId: context.tenantId,
        personId: actor.id,
        name,
        type,
        bits,
        fingerprint,
      };
      const added = await tx.sshKey.create({
        data: { ...row, publicKey: line, addedAt: context.now },
        select: viewSelected,
      });
      const person = { id: actor.id, name: actor.label };
      await record(tx, context, { kind: "ssh-key-added", person, key: { id: added.id, name }, fingerprint });
      return added;
    });
  } catch (error) {
    // The person's row is locked, so it is somebody else's, added at the same moment.
    if (isUniqueViolation(error)) return refuse({ kind: "ssh-key-in-use", field: "key" });
    throw error;
  }
}

function nameOf(typed: string | undefined, key: PublicKey): string {
  if (typed === undefined || typed.trim() === "") {
    const comment = lineOf(key.comment);
    return "line" in comment ? comment.line : `${key.type} ${key.fingerprint.slice(7, 15)}`;
  }
  const name = lineOf(typed);
  return "line" in name ? name.line : refuse({ kind: "text-invalid", field: "name", ...name });
}

async function requireFree(
  tx: Transaction,
  { tenantId }: Context,
  { personId, key, name }: { readonly personId: string; readonly key: PublicKey; readonly name: string },
): Promise<void> {
  const { fingerprint } = key;
  const present = await tx.sshKey.findUnique({ where: { tenantId_fingerprint: { tenantId, fingerprint } } });
  if (present?.personId === personId) refuse({ kind: "ssh-key-present", name: present.name, field: "key" });
  if (present) refuse({ kind: "ssh-key-in-use", field: "key" });
  const own = await tx.sshKey.findMany({ where: { personId }, select: { name: true } });
  if (own.some((one) => one.name === name)) refuse({ kind: "ssh-key-name-taken", name, field: "name" });
  if (own.length >= KEY_LIMIT) refuse({ kind: "ssh-key-limit", limit: KEY_LIMIT });
}
