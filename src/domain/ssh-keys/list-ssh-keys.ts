import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { viewSelected } from "./ssh-key.ts";
import type { SshKeyView } from "./ssh-key.ts";

/** The actor's own keys, by name. */
export async function listSshKeys(context: Context): Promise<readonly SshKeyView[]> {
  const { id: personId } = requirePerson(context);
  const { tenantId } = context;
  return context.db.sshKey.findMany({ where: { tenantId, personId }, orderBy: { name: "asc" }, select: viewSelected });
}
