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
 * name, takes no seat, and can do nothing here by itself. Refuses with `forbidden`, `service-name-invalid`,
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
    await requireFreeName(tx, context.tenantId, name);
    await requireRoom(tx, organization);
    const responsible = await requireResponsible(tx, context, { personId: responsibleId, organization });

    const id = context.newId();
    await write(tx, context, { id, name, organizationId, responsibleId });
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

async function write(
  tx: Transaction,
  context: Context,
  { id, name, organizationId, responsibleId }: Row,
): Promise<void> {
  const { tenantId, now } = context;
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
  await tx.membership.create({
    data: { id: context.newId(), tenantId, organizationId, personId: id, role: "member", joinedAt: now },
  });
}

/** A name that an organization has would mean that one wherever either can be meant. */
async function requireFreeName(tx: Transaction, tenantId: string, name: string): Promise<void> {
  const near = await tx.$queryRaw<{ name: string }[]>`
    SELECT lower(username) AS name FROM person
    WHERE tenant_id = ${tenantId}::uuid AND starts_with(lower(username), left(${name}, 36))
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
