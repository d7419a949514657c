import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import { hashOfCode } from "../codes/code.ts";
import { takeCode } from "../codes/take-code.ts";
import type { Context, World } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";

interface JoiningWorkspace {
  readonly platform: Platform;
  readonly externalId: string;
  readonly name: string;
  readonly code: string;
  /** Who typed the code, by the platform's id; they have no account yet. */
  readonly typedBy: { readonly externalId: string; readonly label: string };
}

interface Joined {
  readonly tenantId: string;
  readonly tenantName: string;
}

/** Brings a workspace that belongs to no tenant into the one whose Super Admin made the code. */
export async function joinTenant(world: World, joining: JoiningWorkspace): Promise<Joined> {
  const outcome = await transaction(world.db, (tx) => join(tx, world, joining));
  return "problem" in outcome ? refuse(outcome.problem) : outcome;
}

async function join(tx: Transaction, world: World, joining: JoiningWorkspace): Promise<Joined | { problem: Problem }> {
  const { platform, externalId, name, typedBy } = joining;
  const known = await tx.workspace.findUnique({ where: { platform_externalId: { platform, externalId } } });
  if (known) return refuse({ kind: "workspace-connected", name: known.name });

  const tenant = await tenantOfCode(tx, joining.code);
  if (!tenant) return refuse({ kind: "workspace-unconnected" });
  const typed = { tenantId: tenant.id, purpose: "join_tenant", code: joining.code, platform } as const;
  const taken = await takeCode(tx, world, { ...typed, externalId: typedBy.externalId });
  if ("problem" in taken) return taken;

  const workspace = { id: world.newId(), name };
  await tx.workspace.create({ data: { ...workspace, tenantId: tenant.id, platform, externalId, joinedAt: world.now } });
  const context: Context = {
    ...world,
    newId: () => world.newId(),
    newCode: () => world.newCode(),
    tenantId: tenant.id,
    actor: { kind: "visitor", label: typedBy.label },
  };
  await record(tx, context, { kind: "workspace-connected", workspace, platform });
  return { tenantId: tenant.id, tenantName: tenant.name };
}

/** The tenant that made the code; for a wrong one the oldest, so that the try is counted somewhere. */
async function tenantOfCode(tx: Transaction, code: string) {
  const made = await tx.code.findFirst({ where: { purpose: "join_tenant", hash: hashOfCode(code) } });
  if (made) return tx.tenant.findUnique({ where: { id: made.tenantId } });

  return tx.tenant.findFirst({ orderBy: { foundedAt: "asc" } });
}
