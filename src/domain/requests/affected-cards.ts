import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { DomainEvent, EventKind, EventOf, Ref } from "../events.ts";

/** A card that is shown and no longer true. */
export interface ShownCard {
  readonly subject: string;
  readonly subjectId: string;
  readonly recipient: string;
}

/** What changes the limits that pending requests are about; null stands for anything. */
interface Reach {
  readonly meter: string | null;
  readonly personId: string | null;
  readonly organizationIds: readonly string[];
  /** A grant that an approval made. */
  readonly grantId: string | null;
  /** Somebody whom these requests may wait for. */
  readonly reviewerId?: string;
}

const MOST_CARDS = 500;

/** The cards of requests that say something else after this event, without being about it. */
export async function affectedCards(
  tx: Transaction,
  tenantId: string,
  event: DomainEvent,
): Promise<readonly ShownCard[]> {
  const reach = reachOf(event);
  if (!reach) return [];

  const { meter, personId, organizationIds, grantId, reviewerId = null } = reach;
  const isForAll = personId === null && organizationIds.length === 0 && reviewerId === null;
  return tx.$queryRaw<ShownCard[]>(Prisma.sql`
    SELECT d.subject, d.subject_id AS "subjectId", d.recipient
    FROM quota_request r
    JOIN delivery d ON d.subject IN ('request:requester', 'request:reviewer') AND d.subject_id = r.id
    WHERE r.tenant_id = ${tenantId}::uuid AND d.tenant_id = r.tenant_id AND (
      r.id = (SELECT g.request_id FROM quota_grant g WHERE g.id = ${grantId}::uuid)
      OR (r.state = 'pending' AND (${meter}::text IS NULL OR r.meter = ${meter}::text) AND (
        ${isForAll} OR r.requester_id = ${personId}::uuid
        OR r.organization_id = ANY(${[...organizationIds]}::uuid[])
        OR r.organization_id IN (SELECT m.organization_id FROM membership m WHERE m.person_id = ${reviewerId}::uuid
          AND m.role <> 'member')
        OR EXISTS (SELECT 1 FROM person p WHERE p.id = ${reviewerId}::uuid AND p.role <> 'regular')
        OR EXISTS (SELECT 1 FROM delivery c WHERE c.subject = 'request:reviewer' AND c.subject_id = r.id
          AND c.recipient = 'person:' || ${reviewerId}::text))))
    ORDER BY d.id LIMIT ${MOST_CARDS}`);
}

const nothing = { meter: null, personId: null, organizationIds: [], grantId: null } as const;

type Reaches = { readonly [Kind in EventKind]?: (event: EventOf<Kind>) => Reach };

const ofQuota = (event: EventOf<"quota-set" | "quota-unset" | "quota-ended">) => ({
  ...nothing,
  ...whose(event),
  meter: event.quota.meter,
});
const ofGrant = (event: EventOf<"grant-created" | "grant-voided" | "grant-ended">) => ({
  ...whose(event),
  meter: event.grant.meter,
  grantId: event.grant.id,
});
const ofLoan = ({ loan }: EventOf<"loan-accepted" | "loan-returned">) => ({
  ...nothing,
  meter: loan.meter,
  organizationIds: [loan.lender.id, loan.borrower.id],
});
const ofPerson = ({ person }: { readonly person: Ref }) => ({ ...nothing, personId: person.id });
const ofOrganization = ({ organization }: { readonly organization: Ref }) => ({
  ...nothing,
  organizationIds: [organization.id],
});

const reaches: Reaches = {
  "quota-set": ofQuota,
  "quota-unset": ofQuota,
  "quota-ended": ofQuota,
  "grant-created": ofGrant,
  "grant-voided": ofGrant,
  "grant-ended": ofGrant,
  "loan-accepted": ofLoan,
  "loan-returned": ofLoan,
  "person-away-set": ({ person }) => ({ ...nothing, reviewerId: person.id }),
  "person-plan-changed": ofPerson,
  "member-role-changed": ofPerson,
  "member-removed": ofPerson,
  "member-left": ofPerson,
  "organization-plan-changed": ofOrganization,
  "organization-moved": ofOrganization,
  "configuration-loaded": () => nothing,
};

function reachOf(event: DomainEvent): Reach | undefined {
  // Safe: the table's entry for a kind takes the event of that kind, which the index type cannot say.
  const reach = reaches[event.kind] as ((event: DomainEvent) => Reach) | undefined;
  return reach?.(event);
}

/** One person's limit concerns them alone, an organization's all who ask for more within it. */
function whose({
  person,
  organization,
}: {
  readonly person?: Ref;
  readonly organization?: Ref;
}): Pick<Reach, "personId" | "organizationIds"> {
  if (person) return { personId: person.id, organizationIds: [] };
  return { personId: null, organizationIds: organization ? [organization.id] : [] };
}
