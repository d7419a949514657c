import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { findAuthority, requirePerson } from "../memberships/authority-in.ts";
import { isAtLeast } from "../memberships/authority.ts";
import { impactOf } from "../quotas/impact.ts";
import type { Impact } from "../quotas/impact.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { whatIf } from "../what-if.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { keeperRole } from "./organization.ts";
import { chainOf, DEEPEST, heightOf } from "./tree.ts";
import type { TreeNode } from "./tree.ts";

export interface Move {
  readonly organizationId: string;
  /** null: below none. */
  readonly underId: string | null;
  readonly reason?: string | undefined;
}

export interface Moved {
  readonly organization: Ref;
  readonly before: Ref | null;
  readonly after: Ref | null;
  readonly changed: boolean;
}

/**
 * Puts an organization, with all below it, below another, or below none: from then on what is used there counts in those
 * above it, and their limits bind it. What was used before stays counted where it was. Takes an admin of the
 * installation, or somebody who keeps all that it concerns. Refuses with `organization-loop`, `organization-too-deep`.
 */
export async function moveOrganization(context: Context, move: Move): Promise<Moved> {
  return transaction(context.db, (tx) => moveIn(tx, context, move));
}

/** What the move would do, refused as the move itself would be; nothing is changed. */
export async function previewMove(context: Context, move: Move): Promise<Moved & { readonly impact: Impact }> {
  return whatIf(context.db, async (tx) => {
    let moved: Moved | undefined;
    const impact = await impactOf(tx, context, {
      whose: [{ organizationId: move.organizationId }],
      work: async () => (moved = await moveIn(tx, context, move)),
    });
    if (!moved) throw new Error("the work was not done");
    return { ...moved, impact };
  });
}

async function moveIn(tx: Transaction, context: Context, { organizationId, underId, reason }: Move): Promise<Moved> {
  const { tenantId } = context;
  await lockTenant(tx, tenantId);
  const ids = [organizationId, ...(underId ? [underId] : [])];
  await tx.$queryRaw`SELECT 1 FROM organization WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  const [organization, parent] = await chainOf(tx, { tenantId, organizationId });
  if (!organization) return refuse({ kind: "not-found", thing: "organization" });
  const above = underId ? await chainOf(tx, { tenantId, organizationId: underId }) : [];
  const [under] = above;
  if (underId && !under) return refuse({ kind: "not-found", thing: "organization", field: "under" });
  await requireMayMove(tx, context, [organization, parent, under]);
  await requireTree(tx, context, { organization, above });

  const [before, after] = [refOf(parent), refOf(under)];
  const moved = { organization: { id: organization.id, name: organization.name }, before, after };
  if (before?.id === after?.id) return { ...moved, changed: false };
  await tx.organization.update({ where: { id: organizationId }, data: { parentId: underId } });
  await record(tx, context, { kind: "organization-moved", ...moved }, { reason });
  return { ...moved, changed: true };
}

/**
 * Whoever keeps the organization, what it stood below and what it comes below needs nobody's leave, unless something was
 * given to it: that would leave the pool that it came from, or come under limits that others set.
 */
async function requireMayMove(tx: Transaction, context: Context, places: readonly (TreeNode | undefined)[]) {
  const { id: personId } = requirePerson(context);
  const [moved] = places;
  if (moved && (await wasGiven(tx, context, moved.id)))
    return requireTenantPermission(tx, context, "organization:move");
  for (const place of places) {
    if (!place) continue;
    const authority = await findAuthority(tx, context, { organizationId: place.id, personId });
    const keeps = authority?.type === "user" && isAtLeast(authority.role, keeperRole(place.kind));
    if (!keeps) return requireTenantPermission(tx, context, "organization:move");
  }
}

async function wasGiven(tx: Transaction, { tenantId, now }: Context, organizationId: string): Promise<boolean> {
  const own = { tenantId, organizationId };
  const borrowed = { tenantId, borrowerId: organizationId, state: "active" } as const;
  const lasting = { voidedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const counts = await Promise.all([
    tx.quota.count({ where: { ...own, scope: "organization" } }),
    tx.quotaGrant.count({ where: { ...own, personId: null, ...lasting } }),
    tx.quotaLoan.count({ where: borrowed }),
  ]);
  return counts.some((count) => count > 0);
}

interface Placing {
  readonly organization: TreeNode;
  /** Where it comes, and what is above that. */
  readonly above: readonly TreeNode[];
}

async function requireTree(tx: Transaction, { tenantId }: Context, { organization, above }: Placing): Promise<void> {
  const [under] = above;
  if (under && above.some(({ id }) => id === organization.id))
    refuse({ kind: "organization-loop", organization: organization.name, under: under.name });
  const height = await heightOf(tx, { tenantId, organizationId: organization.id });
  if (above.length + height > DEEPEST) refuse({ kind: "organization-too-deep", limit: DEEPEST });
}

function refOf(node: TreeNode | undefined): Ref | null {
  return node ? { id: node.id, name: node.name } : null;
}
