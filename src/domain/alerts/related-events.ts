import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import type { CountedSubject } from "../quotas/subject.ts";

/** Something that whoever an alert is about did, or that happened to them, around that time. */
export type RelatedEvent =
  | {
      readonly from: "audit";
      readonly at: Date;
      /** A DomainEvent's kind or a Problem's. */
      readonly kind: string;
      readonly isRefused: boolean;
      readonly by: string;
      readonly about: string | null;
    }
  | {
      readonly from: "activity";
      readonly at: Date;
      readonly kind: string;
      readonly outcome: string | null;
      readonly job: string | null;
      readonly cause: string | null;
      /** ISO 3166-1 alpha-2. */
      readonly country: string | null;
    };

export interface Span {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

const MOST = 10;

/**
 * The latest of what happened around an alert, newest first, as far as the asker may see it: who reads the audit log
 * everything, everybody what they did themselves, who manages an organization's alerts what was done there.
 */
export async function relatedEvents(
  context: Context,
  { subject, span, manages }: { readonly subject: CountedSubject; readonly span: Span; readonly manages: boolean },
): Promise<readonly RelatedEvent[]> {
  const { db, tenantId } = context;
  const seen = await seenBy(context, subject, manages);
  if (!seen) return [];
  const at = { gte: span.from, lt: span.to };
  const [entries, activities] = await Promise.all([
    seen.audit
      ? db.auditEntry.findMany({
          // What was done about alerts their cards say.
          where: { tenantId, at, NOT: { kind: { startsWith: "alert-" } }, AND: [seen.audit] },
          orderBy: [{ at: "desc" }, { id: "desc" }],
          take: MOST,
        })
      : [],
    db.activity.findMany({
      where: { tenantId, at, kind: { not: "utilization" }, AND: [seen.activity] },
      orderBy: [{ at: "desc" }, { key: "desc" }],
      take: MOST,
    }),
  ]);
  const events: readonly RelatedEvent[] = [
    ...entries.map((one) => ({
      from: "audit" as const,
      at: one.at,
      kind: one.kind,
      isRefused: one.outcome === "refused",
      by: one.actorLabel,
      about: one.subject,
    })),
    ...activities.map(({ at: when, kind, outcome, job, cause, data }) => ({
      from: "activity" as const,
      at: when,
      kind,
      outcome,
      job,
      cause,
      country: countryOf(data),
    })),
  ];
  return events.toSorted((one, other) => other.at.getTime() - one.at.getTime()).slice(0, MOST);
}

interface Seen {
  readonly audit?: Prisma.AuditEntryWhereInput;
  readonly activity: Prisma.ActivityWhereInput;
}

async function seenBy(context: Context, subject: CountedSubject, manages: boolean): Promise<Seen | undefined> {
  const { id } = requirePerson(context);
  const readsAll = await readsAudit(context, id);
  const own = "personId" in subject ? { personId: subject.personId } : {};
  const place = "organizationId" in subject ? { organizationId: subject.organizationId } : undefined;
  const seen =
    "personId" in subject ? whatTheyDid(subject.personId, { readsAll, isOwn: subject.personId === id }) : undefined;
  if (seen) return seen;
  if (readsAll) return { activity: place ?? {}, audit: place ?? {} };
  return manages && place ? { activity: { ...own, ...place } } : undefined;
}

async function readsAudit({ db, tenantId }: Context, id: string): Promise<boolean> {
  const asker = await db.person.findFirst({ where: { id, tenantId, state: "active", type: "user" } });
  return asker !== null && holdsInTenant(asker.role, "audit:read");
}

interface Looking {
  readonly readsAll: boolean;
  readonly isOwn: boolean;
}

function whatTheyDid(personId: string, { readsAll, isOwn }: Looking): Seen | undefined {
  const did = { actorId: personId };
  const happened = { data: { path: ["person", "id"], equals: personId } };
  if (readsAll) return { activity: { personId }, audit: { OR: [did, happened] } };
  return isOwn ? { activity: { personId }, audit: did } : undefined;
}

function countryOf(data: Prisma.JsonValue): string | null {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
  const { country } = data;
  return typeof country === "string" ? country : null;
}
