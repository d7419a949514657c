import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { memberIn } from "../memberships/member.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { Subject } from "../quotas/subject.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";

/** What competes for a share: an organization with its siblings, or a person with the others in an organization. */
export type Sharing = Extract<Subject, { scope: "organization" | "member" }>;

/** More would not be finer. */
export const MOST_SHARES = 1_000_000;

export interface NewShares {
  readonly subject: Sharing;
  /** 1 to 1,000,000; 1 is what everybody has of whom nothing is said. */
  readonly shares: number;
  readonly reason?: string | undefined;
}

export interface SharesSet {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly changed: boolean;
}

/** Sets how much somebody counts among their siblings. Takes an admin of the installation; refuses with `not-found`. */
export async function setFairShare(context: Context, { subject, shares, reason }: NewShares): Promise<SharesSet> {
  const { tenantId, now } = context;
  const { id: setById } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    await lockTenant(tx, tenantId);
    await requireTenantPermission(tx, context, "fairshare:set");
    const { name, organization, person } = await nameSubject(tx, tenantId, subject);
    if (!organization) return refuse({ kind: "not-found", thing: "organization" });
    if (subject.scope === "member") await memberIn(tx, organization, subject.personId);

    const { personId, subjectKey } = columnsOf(subject);
    const { organizationId } = subject;
    const old = await tx.fairShare.findUnique({ where: { tenantId_subjectKey: { tenantId, subjectKey } } });
    const before = old?.shares ?? 1;
    if (before === shares) return { name, before, after: shares, changed: false };

    const data = { shares, setById, setAt: now };
    await (old
      ? tx.fairShare.update({ where: { id: old.id }, data })
      : tx.fairShare.create({
          data: { ...data, id: context.newId(), tenantId, subjectKey, organizationId, personId },
        }));
    const about = { organization, ...(person && { person }) };
    await record(tx, context, { kind: "fair-share-set", subject: name, before, after: shares, ...about }, { reason });
    return { name, before, after: shares, changed: true };
  });
}
