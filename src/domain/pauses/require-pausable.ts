import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { readAuthority } from "../memberships/authority-in.ts";
import { memberIn } from "../memberships/member.ts";
import { requireActsOn } from "../memberships/require-grant.ts";
import { ranksAtLeast } from "../people/tenant-authority.ts";
import { requireBelonging } from "../quotas/require-belonging.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { Pauser } from "./pauser.ts";

/**
 * Nobody holds back who ranks above them (semantics E12), because those could not lift it themselves: what is set in an
 * organization's name binds who ranks no higher there, what is set in the installation's who ranks no higher in it.
 * Refuses with `not-found`, `member-above-you`, `person-above-you`.
 */
export async function requirePausable(
  tx: Transaction,
  context: Context,
  { giverId }: Pick<Pauser, "giverId">,
  subject: CountedSubject,
): Promise<void> {
  if (!("personId" in subject)) return;
  if (giverId === null) return requireRank(tx, context, subject.personId);

  await requireBelonging(tx, giverId, subject);
  if (subject.scope !== "member" || subject.organizationId !== giverId) return;
  const authority = await readAuthority(tx, context, giverId);
  await requireActsOn(tx, authority, await memberIn(tx, authority.organization, subject.personId));
}

async function requireRank(tx: Transaction, context: Context, personId: string): Promise<void> {
  const person = await tx.person.findFirst({
    where: { id: personId, tenantId: context.tenantId },
    select: { displayName: true, role: true },
  });
  if (person && !(await ranksAtLeast(tx, context, person.role)))
    refuse({ kind: "person-above-you", name: person.displayName });
}
