import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockOrganization, requirePerson } from "../memberships/authority-in.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { requireManager } from "./authority.ts";
import { findServiceAccount } from "./read-service-accounts.ts";
import { requireResponsible } from "./require-responsible.ts";
import { freeServiceName, isServiceName, SERVICE_ACCOUNT_LIMIT } from "./service-account.ts";
import type { ServiceAccount } from "./service-account.ts";

interface NewServiceAccount {
  readonly name: string;
  readonly organizationId: string;
  /** Who answers for it; whoever makes it, when left out. */
  readonly responsibleId?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Makes an account for a program. It has no quota of anything that people have only so much of until it is given some by
 * name, takes no seat, and can do nothing here by itself. By the name of one that was removed from the same organization
 * it is that one again, so that what it used stays its own; its limits have ended. Refuses with `forbidden`, `service-name-invalid`,
 * `service-name-taken`, `service-account-limit`, `responsible-not-member`.
 */
export async function createServiceAccount(context: Context, input: NewServiceAccount): Promise<ServiceAccount> {
  const { id: actorId } = requirePerson(context);
  const name = input.name.trim().replace(/^@/u, "").toLowerCase();
  const { organizationId, responsibleId = actorId, reason } = input;

  return transaction(context.db, async (tx) => {
    await lockTenant(tx, context.tenantId);
    await lockOrganization(tx, context, organizationId);
    const organization = await requireManager(tx, context, { organizationId, permission: "service:create" });
    if (!isServiceName(name)) refuse({ kind: "service-name-invalid", name: input.name, field: "name" });
    const removedId = await findRemoved(tx, context, { name, organizationId });
    await requireFreeName(tx, context.tenantId, { name, besides: removedId });
    await requireRoom(tx, organization);
    const responsible = await requireResponsible(tx, context, { personId: responsibleId, organization });

    const id = removedId ?? context.newId();
    await (removedId ? bringBack : write)(tx, context, { id, name, organizationId, responsibleId });
    await join(tx, context, { id, organizationId });
    const about = { person: { id, name }, organization: { id: organizationId, name: organization.name }, responsible };
    await record(tx, context, { kind: "service-account-created", ...about }, { reason });
    const made = await findServiceAccount(tx, context.tenantId, name);
    return made ?? refuse({ kind: "not-found", thing: "service_account" });
  });
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly responsibleId: string;
}

async function write(tx: Transaction, { tenantId, now }: Context, { id, name, responsibleId }: Row): Promise<void> {
  await tx.person.create({
    data: {
      id,
      tenantId,
      username: name,
      displayName: name,
      kind: "service",
      state: "active",
      responsibleId,
      createdAt: now,
    },
  });
}

async function bringBack(tx: Transaction, { tenantId }: Context, { id, responsibleId }: Row): Promise<void> {
  await tx.person.update({ where: { tenantId_id: { tenantId, id } }, data: { state: "active", responsibleId } });
}

async function join(
  tx: Transaction,
  context: Context,
  { id: personId, organizationId }: Pick<Row, "id" | "organizationId">,
): Promise<void> {
  const { tenantId, now } = context;
  await tx.membership.create({
    data: { id: context.newId(), tenantId, organizationId, personId, role: "member", joinedAt: now },
  });
}

/** A removed one of that name that this organization had: the audit log knows where it was made. */
async function findRemoved(
  tx: Transaction,
  { tenantId }: Context,
  { name, organizationId }: Pick<Row, "name" | "organizationId">,
): Promise<string | null> {
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p
    WHERE p.tenant_id = ${tenantId}::uuid AND lower(p.username) = ${name} AND p.kind = 'service' AND p.state = 'deleted'
      AND EXISTS (SELECT FROM audit_entry a WHERE a.tenant_id = p.tenant_id AND a.at = p.created_at
        AND a.kind = 'service-account-created' AND a.organization_id = ${organizationId}::uuid
        AND a.data -> 'person' ->> 'id' = p.id::text)`;
  return found?.id ?? null;
}

/**
 * A name that an organization has would mean that one wherever either can be meant, and one that somebody is called by
 * would mean the account wherever they are.
 */
async function requireFreeName(
  tx: Transaction,
  tenantId: string,
  { name, besides }: { readonly name: string; readonly besides: string | null },
): Promise<void> {
  const near = await tx.$queryRaw<{ name: string }[]>`
    SELECT lower(username) AS name FROM person
    WHERE tenant_id = ${tenantId}::uuid AND starts_with(lower(username), left(${name}, 36))
      AND id IS DISTINCT FROM ${besides}::uuid
    UNION SELECT lower(display_name) FROM person
    WHERE tenant_id = ${tenantId}::uuid AND state <> 'deleted' AND starts_with(lower(display_name), left(${name}, 36))
    UNION SELECT lower(i.handle) FROM identity i JOIN person p ON p.id = i.person_id
    WHERE p.tenant_id = ${tenantId}::uuid AND starts_with(lower(i.handle), left(${name}, 36))
    UNION SELECT slug FROM organization
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL AND starts_with(slug, left(${name}, 36))`;
  const taken = new Set(near.map((row) => row.name));
  if (!taken.has(name)) return;

  refuse({ kind: "service-name-taken", name, suggestion: freeServiceName(name, taken), field: "name" });
}

async function requireRoom(tx: Transaction, { id: organizationId, name }: OrganizationFacts): Promise<void> {
  const count = await tx.membership.count({ where: { organizationId, person: { kind: "service" } } });
  if (count >= SERVICE_ACCOUNT_LIMIT) {
    refuse({ kind: "service-account-limit", limit: SERVICE_ACCOUNT_LIMIT, organization: name });
  }
}
