import type { Transaction } from "../../storage/database.ts";
import type { Person } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { findAlertAbout } from "../alerts/alert-about.ts";
import type { AlertRef } from "../alerts/routing-events.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requireKeeperAfter } from "../memberships/require-keeper.ts";
import { readReach } from "../pauses/reach.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { whatIf } from "../what-if.ts";
import { requireTenantPermission, ranksAtLeast } from "./tenant-authority.ts";

export interface SuspensionWish {
  readonly personId: string;
  readonly reason?: string | undefined;
  /** What gave cause: written down with it. */
  readonly alertId?: string | undefined;
}

export interface Suspended {
  readonly person: Ref & { readonly username: string };
  readonly because: AlertRef | undefined;
}

/** What somebody's suspension changes, as of now. */
export interface SuspensionReach {
  /** API keys that open nothing meanwhile. */
  readonly keys: number;
  /** Service accounts that they answer for. */
  readonly accounts: number;
  /** Reservations that go on, and when the last of them ends. */
  readonly open: number;
  readonly lastEnds: Date | null;
}

/**
 * From its commit on somebody can do nothing here but look themselves up, and starts nothing; what runs goes on, and all
 * that is theirs stays. Nobody suspends themselves or who ranks above them. Refuses with `forbidden`, `not-found`,
 * `service-account-refused`, `person-not-suspendable`, `last-keeper`.
 */
export async function suspendPerson(context: Context, wish: SuspensionWish): Promise<Suspended> {
  return transaction(context.db, (tx) => suspendIn(tx, context, wish));
}

/** The same, refused as suspending would be, with what it changes; nothing is changed. */
export async function previewSuspension(
  context: Context,
  wish: SuspensionWish,
): Promise<Suspended & { readonly reach: SuspensionReach }> {
  return whatIf(context.db, async (tx) => {
    const suspended = await suspendIn(tx, context, wish);
    return { ...suspended, reach: await reachOf(tx, context, wish.personId) };
  });
}

async function suspendIn(tx: Transaction, context: Context, wish: SuspensionWish): Promise<Suspended> {
  const { personId, reason, alertId } = wish;
  const found = await lockAccount(tx, context, personId);
  const { displayName: name, state, username } = found;
  if (state !== "active") refuse({ kind: "person-not-suspendable", because: "not-active", name, state });
  await requireKeepersWithout(tx, found);
  const because = alertId === undefined ? undefined : await findAlertAbout(tx, context, { alertId, personId });

  const person = { id: found.id, name };
  await tx.person.update({ where: { id: personId }, data: { state: "suspended" } });
  await record(tx, context, { kind: "person-suspended", person, ...(because && { alert: because }) }, { reason });
  return { person: { ...person, username }, because };
}

/**
 * Locks somebody's account for who may suspend and reinstate it. Refuses with `forbidden`, `not-found`,
 * `service-account-refused`, `person-not-suspendable`.
 */
export async function lockAccount(tx: Transaction, context: Context, personId: string): Promise<Person> {
  const { tenantId, actor } = context;
  await lockTenant(tx, tenantId);
  await requireTenantPermission(tx, context, "person:suspend");
  await tx.$queryRaw`
    SELECT 1 FROM organization WHERE id IN (SELECT organization_id FROM membership WHERE person_id = ${personId}::uuid)
    ORDER BY id FOR NO KEY UPDATE`;
  await tx.$queryRaw`
    SELECT 1 FROM person WHERE id = ${personId}::uuid AND tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  const found = await tx.person.findFirst({ where: { id: personId, tenantId, state: { not: "deleted" } } });
  if (!found) return refuse({ kind: "not-found", thing: "person" });
  const { displayName: name, role, kind, state } = found;
  if (kind === "service") refuse({ kind: "service-account-refused", account: name, wanted: "suspended" });
  if (actor.kind === "person" && actor.id === personId)
    refuse({ kind: "person-not-suspendable", because: "yourself", name, state });
  if (!(await ranksAtLeast(tx, context, role)))
    refuse({ kind: "person-not-suspendable", because: "ranks-above", name, state });

  return found;
}

/** Nobody else's organization is left without somebody active who answers for it. */
async function requireKeepersWithout(
  tx: Transaction,
  { id: personId, tenantId, displayName: name }: Person,
): Promise<void> {
  const memberships = await tx.membership.findMany({
    where: {
      tenantId,
      personId,
      role: { in: ["owner", "admin"] },
      organization: { deletedAt: null, personalForId: null },
    },
    include: { organization: { select: { id: true, name: true, kind: true } } },
    orderBy: { organizationId: "asc" },
  });
  for (const { organization } of memberships)
    await requireKeeperAfter(tx, organization, { change: "suspend", personId, name, role: undefined });
}

async function reachOf(tx: Transaction, context: Context, personId: string): Promise<SuspensionReach> {
  const { tenantId, now } = context;
  const isGood = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const { open, lastEnds } = await readReach(tx, context, { scope: "person", personId });
  return {
    keys: await tx.apiKey.count({ where: { tenantId, createdById: personId, ...isGood } }),
    accounts: await tx.person.count({
      where: { tenantId, kind: "service", responsibleId: personId, state: "active" },
    }),
    open,
    lastEnds,
  };
}
