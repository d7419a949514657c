import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import { hashOfCode } from "../codes/code.ts";
import { countTries, takeCode, wrongTry } from "../codes/take-code.ts";
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

  const taken = await takeJoinCode(tx, world, joining);
  if ("problem" in taken) return taken;
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: taken.code.tenantId } });

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

/** Whoever types it belongs to no tenant yet; the oldest keeps count of their tries, whichever tenant's code is right. */
async function takeJoinCode(tx: Transaction, world: World, { platform, code, typedBy }: JoiningWorkspace) {
  const oldest = await tx.tenant.findFirst({ orderBy: [{ foundedAt: "asc" }, { id: "asc" }] });
  if (!oldest) return refuse({ kind: "workspace-unconnected" });
  const typed = { purpose: "join_tenant", code, platform, externalId: typedBy.externalId } as const;
  const tooMany = await countTries(tx, world, { ...typed, tenantId: oldest.id });
  if (tooMany) return tooMany;

  const made = await tx.code.findFirst({ where: { purpose: "join_tenant", hash: hashOfCode(code) } });
  return made
    ? takeCode(tx, world, { ...typed, tenantId: made.tenantId })
    : wrongTry(tx, world, { ...typed, tenantId: oldest.id });
}
