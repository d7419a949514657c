import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import type { Ref } from "../events.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { answersFor } from "../people/answers-for.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import type { Subject } from "./subject.ts";

/** In whose name somebody sets a limit: the installation's, or an organization's, out of whose pool they give. */
export type Giver = { readonly kind: "installation" } | { readonly kind: "organization"; readonly organization: Ref };

/** The organization in whose name; null: the installation. */
export function giverIdOf(giver: Giver): string | null {
  return giver.kind === "installation" ? null : giver.organization.id;
}

interface Giving {
  readonly personId: string;
  readonly subject: Subject;
}

/**
 * In whose name this person may set, grant or unset a subject's limits; undefined where they may not. Nobody sets their
 * own limits, whoever they are: that takes a request. Pools are nobody's own.
 */
export async function findGiver(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  { personId, subject }: Giving,
): Promise<Giver | undefined> {
  return (await isOwn(db, context, { personId, subject })) ? undefined : giverOf(db, context, { personId, subject });
}

/** The same for the actor. Refuses with `quota-of-oneself` or `forbidden`, and with `not-found` where they see nothing. */
export async function requireGiver(db: Database | Transaction, context: Context, subject: Subject): Promise<Giver> {
  const { id: personId } = requirePerson(context);
  if (await isOwn(db, context, { personId, subject })) refuse(await ownProblem(db, context, { personId, subject }));

  return (await giverOf(db, context, { personId, subject })) ?? refuseToGive(db, context, subject);
}

async function giverOf(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  { personId, subject }: Giving,
): Promise<Giver | undefined> {
  const person = await db.person.findFirst({
    where: { id: personId, tenantId: context.tenantId, state: "active", type: "user" },
    select: { role: true },
  });
  if (!person) return undefined;
  if (holdsInTenant(person.role, "quota:administer")) return { kind: "installation" };

  for (const { id, name } of await placesToGiveFrom(db, context, subject)) {
    const authority = await findAuthority(db, context, { organizationId: id, personId });
    if (authority && may(authority, "quota:set")) return { kind: "organization", organization: { id, name } };
  }
  return undefined;
}

/** An organization's own pool is set from above; what is inside it, there and from above. */
async function placesToGiveFrom(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  subject: Subject,
): Promise<readonly Ref[]> {
  if (!("organizationId" in subject)) return [];
  const chain = await chainOf(db, { tenantId, organizationId: subject.organizationId });
  return subject.scope === "organization" ? chain.slice(1) : chain;
}

async function refuseToGive(db: Database | Transaction, context: Context, subject: Subject): Promise<Giver> {
  if (subject.scope === "member" || (subject.scope === "role" && "organizationId" in subject))
    await requirePermission(db, await readAuthority(db, context, subject.organizationId), "quota:set");

  await requireTenantPermission(db, context, "quota:administer");
  return refuse({ kind: "not-found", thing: "quota" });
}

async function ownProblem(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { personId, subject }: Giving,
): Promise<Problem> {
  if (!("personId" in subject) || subject.personId === personId) return { kind: "quota-of-oneself" };
  const where = { id: subject.personId, tenantId };
  const { displayName } = await db.person.findFirstOrThrow({ where, select: { displayName: true } });
  return { kind: "quota-of-oneself", serviceAccount: displayName };
}

/** A role that the actor alone holds is theirs as well; so is a service account for which they answer. */
async function isOwn(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { personId, subject }: Giving,
): Promise<boolean> {
  if ("personId" in subject)
    return subject.personId === personId || answersFor(db, { tenantId, personId, accountId: subject.personId });
  if (subject.scope !== "role") return false;

  const others = { id: { not: personId }, NOT: { kind: "service", responsibleId: personId } } as const;
  if ("organizationId" in subject) {
    const { organizationId, role } = subject;
    const holders = { tenantId, organizationId, ...(role !== "everyone" && { role }) };
    const isAnothers = (await db.membership.count({ where: { ...holders, person: others }, take: 1 })) > 0;
    return !isAnothers && (await db.membership.count({ where: holders, take: 1 })) > 0;
  }
  const holders = { tenantId, role: subject.role, state: { not: "deleted" } } as const;
  const isAnothers = (await db.person.count({ where: { ...holders, ...others }, take: 1 })) > 0;
  return !isAnothers && (await db.person.count({ where: holders, take: 1 })) > 0;
}
