import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { findAuthority, readAuthority, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { may } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { answersFor } from "../people/answers-for.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { Place } from "./pause.ts";

/** Who speaks for what when a subject is paused or resumed, or a policy for it is made. */
export interface Pauser {
  /** The organization in whose name they act: the nearest they keep; null: the installation. */
  readonly giverId: string | null;
  readonly isInstallation: boolean;
  /** The subject's organization and those above it, nearest first. */
  readonly places: readonly (Place & { readonly name: string })[];
}

type Needed = "quota:pause" | "quota:set";

/**
 * Unlike limits, which are given from above, an organization may hold back what is its own. Nobody does so to themselves
 * or to a service account of theirs, as they could not undo it. Refuses with `quota-of-oneself` or `forbidden`, and with
 * `not-found` where they see nothing.
 */
export async function requirePauser(
  db: Database | Transaction,
  context: Context,
  subject: CountedSubject,
  needed: Needed,
): Promise<Pauser> {
  const { tenantId } = context;
  const { id: personId } = requirePerson(context);
  await requireAnothers(db, tenantId, { personId, subject });

  const isInstallation = await speaksForAll(db, tenantId, personId);
  const places = await placesOf(db, context, { personId, subject, needed });
  if (isInstallation) return { giverId: null, isInstallation, places };

  const ours = places.find(({ isOurs }) => isOurs);
  return ours ? { giverId: ours.id, isInstallation, places } : refuseToPause(db, context, subject, needed);
}

/** What holds back a service account holds back who answers for it. */
async function requireAnothers(
  db: Database | Transaction,
  tenantId: string,
  { personId, subject }: Pick<Asking, "personId" | "subject">,
): Promise<void> {
  if (!("personId" in subject)) return;
  const { personId: accountId } = subject;
  if (accountId === personId) refuse({ kind: "quota-of-oneself" });
  if (!(await answersFor(db, { tenantId, personId, accountId }))) return;

  const where = { id: accountId, tenantId };
  const { displayName: serviceAccount } = await db.person.findFirstOrThrow({ where, select: { displayName: true } });
  refuse({ kind: "quota-of-oneself", serviceAccount });
}

async function speaksForAll(db: Database | Transaction, tenantId: string, personId: string): Promise<boolean> {
  const person = await db.person.findFirst({
    where: { id: personId, tenantId, state: "active", type: "user" },
    select: { role: true },
  });
  return person !== null && holdsInTenant(person.role, "quota:administer");
}

interface Asking {
  readonly personId: string;
  readonly subject: CountedSubject;
  readonly needed: Needed;
}

async function placesOf(
  db: Database | Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { personId, subject, needed }: Asking,
): Promise<Pauser["places"]> {
  if (!("organizationId" in subject)) return [];
  const places: (Place & { name: string })[] = [];
  for (const { id, name } of await chainOf(db, { tenantId, organizationId: subject.organizationId })) {
    const authority = await findAuthority(db, { tenantId }, { organizationId: id, personId });
    places.push({ id, name, isOurs: authority !== undefined && may(authority, needed) });
  }
  return places;
}

async function refuseToPause(
  db: Database | Transaction,
  context: Context,
  subject: CountedSubject,
  needed: Needed,
): Promise<never> {
  if ("organizationId" in subject)
    await requirePermission(db, await readAuthority(db, context, subject.organizationId), needed);

  await requireTenantPermission(db, context, "quota:administer");
  return refuse({ kind: "not-found", thing: "subject" });
}
