import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { decide } from "../invitations/decide.ts";
import { expireIn } from "../invitations/expire.ts";
import { PENDING_LIMIT } from "../invitations/invitation.ts";
import { readInvitations } from "../invitations/read-invitation.ts";
import { factsOf } from "../invitations/rules.ts";
import { authorityIn, readAuthority, requirePermission } from "../memberships/authority-in.ts";
import type { Authority } from "../memberships/authority.ts";
import { endServiceAccounts } from "../service-accounts/remove-service-account.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { endAllMemberships } from "../memberships/end-membership.ts";
import { endLimits } from "./end-limits.ts";
import { slugOfDeleted } from "./deleted.ts";

/** What a deletion ends. */
export interface Deletion {
  readonly organization: Ref;
  /** Everybody who belongs, the asker among them. */
  readonly memberCount: number;
  readonly invitationCount: number;
  /** Organizations right below it, which go up one level. */
  readonly childCount: number;
}

interface Wish {
  readonly organizationId: string;
  readonly reason?: string | undefined;
}

/**
 * Deletes an organization or project for good: its memberships and pending invitations end, and its name is free. The
 * row stays for what refers to it. Refuses with `personal-organization`.
 */
export async function deleteOrganization(context: Context, { organizationId, reason }: Wish): Promise<Deletion> {
  return transaction(context.db, async (tx) => {
    // What stands below it goes up: nobody else may change the tree meanwhile.
    await lockTenant(tx, context.tenantId);
    const authority = await authorityIn(tx, context, organizationId);
    const organization = await requireDeletable(tx, authority);

    const invitationCount = await revokeAll(tx, context, authority);
    const childCount = await tx.organization.count({ where: { parentId: organizationId, deletedAt: null } });
    await endLimits(tx, context, organizationId);
    const members = await endAllMemberships(tx, organizationId);
    const services = await endServiceAccounts(
      tx,
      context,
      members.map(({ id }) => id),
    );
    await tx.organization.update({
      where: { id: organizationId },
      data: {
        deletedAt: context.now,
        deletedById: authority.personId,
        slug: slugOfDeleted(organizationId),
        parentId: null,
      },
    });
    const deletion = { organization, memberCount: members.length - services, invitationCount };
    const { kind: organizationKind } = authority.organization;
    await record(tx, context, { kind: "organization-deleted", organizationKind, members, ...deletion }, { reason });
    return { ...deletion, childCount };
  });
}

/** What would end; refused as the deletion itself would be now, so that nobody is asked to confirm in vain. */
export async function showDeletion(context: Context, { organizationId }: Wish): Promise<Deletion> {
  const { db, now } = context;
  const authority = await readAuthority(db, context, organizationId);
  const organization = await requireDeletable(db, authority);

  const memberCount = await db.membership.count({ where: { organizationId, person: { kind: "human" } } });
  const invitationCount = await db.invitation.count({
    where: { organizationId, state: "pending", expiresAt: { gt: now } },
  });
  const childCount = await db.organization.count({ where: { parentId: organizationId, deletedAt: null } });
  return { organization, memberCount, invitationCount, childCount };
}

async function requireDeletable(db: Database | Transaction, authority: Authority): Promise<Ref> {
  const { id, name, personalForId } = authority.organization;
  await requirePermission(db, authority, "organization:delete");
  if (personalForId) refuse({ kind: "personal-organization", organization: name });
  return { id, name };
}

/** Ends what waits for an answer, so that cards say so; what the clock has ended already stays its doing. */
async function revokeAll(tx: Transaction, context: Context, { organization, personId }: Authority): Promise<number> {
  const organizationId = organization.id;
  await expireIn(tx, context, { tenantId: context.tenantId, organizationId });
  const pending = await readInvitations(tx, context.now, {
    where: Prisma.sql`i.organization_id = ${organizationId}::uuid AND i.state = 'pending'`,
    limit: PENDING_LIMIT,
  });
  for (const { id } of pending) {
    const invitation = factsOf(await decide(tx, context, id, { state: "revoked", decidedById: personId }));
    await record(tx, context, { kind: "invitation-revoked", invitation, because: "organization-deleted" });
  }
  return pending.length;
}
