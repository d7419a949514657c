import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { RequestState, Role } from "../../storage/generated/enums.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import { holds } from "../memberships/authority.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { DEEPEST } from "../organizations/tree.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { NOBODY } from "../quotas/subject.ts";
import { readRequests } from "./read-request.ts";
import type { RequestView } from "./request.ts";

export type RequestAction = "approve" | "change" | "deny" | "cancel";

export interface RequestRow extends RequestView {
  /** What the asker may do about it now. */
  readonly may: readonly RequestAction[];
}

export interface RequestPage {
  readonly rows: readonly RequestRow[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

interface Listing {
  readonly state?: RequestState | undefined;
  /** Only from this person. */
  readonly requesterId?: string | undefined;
  /** Only those that one may answer and has not; pending ones are thereby those that wait for it. */
  readonly toAnswer?: boolean | undefined;
  readonly page?: number | undefined;
}

/** One's own requests and those that one may answer, newest first, ten a page. */
export async function listRequests(context: Context, listing: Listing): Promise<RequestPage> {
  const { db, tenantId, now } = context;
  const { id: personId } = requirePerson(context);
  const reach = await reachOf(db, context, personId);
  const where = {
    tenantId,
    AND: [
      { OR: [{ requesterId: personId }, ...answerable(reach)] },
      stateCondition(listing.state, now),
      listing.requesterId ? { requesterId: listing.requesterId } : {},
      listing.toAnswer ? { requesterId: { not: personId }, votes: { none: { reviewerId: personId } } } : {},
    ],
  };
  const { page, pages, offset, total } = pageOf(await db.quotaRequest.count({ where }), listing.page);
  const requests = await readRequests(db, context, { where, limit: PAGE_SIZE, offset });
  return { rows: requests.map((request) => ({ ...request, may: actionsOn(request, personId) })), total, page, pages };
}

/** What somebody who sees a request may do about it. */
function actionsOn({ state, requester }: RequestView, personId: string): readonly RequestAction[] {
  if (state !== "pending") return [];
  return requester.id === personId ? ["cancel"] : ["approve", "change", "deny"];
}

function stateCondition(state: RequestState | undefined, now: Date): Prisma.QuotaRequestWhereInput {
  switch (state) {
    case undefined:
      return {};
    case "pending":
      return { state, expiresAt: { gt: now } };
    case "expired":
      return { OR: [{ state }, { state: "pending", expiresAt: { lte: now } }] };
    case "approved":
    case "denied":
    case "cancelled":
      return { state };
  }
}

/** Whose requests somebody may answer: everybody's, or those that concern organizations below their authority. */
interface Reach {
  readonly everything: boolean;
  /** Where they set the limits of people. */
  readonly people: readonly string[];
  /** Whose pools they set. */
  readonly pools: readonly string[];
}

function answerable({ everything, people, pools }: Reach): readonly Prisma.QuotaRequestWhereInput[] {
  // Prisma leaves an empty condition out of OR, so this one says something that is always true.
  if (everything) return [{ id: { not: NOBODY } }];
  return [
    { organizationId: { in: [...people] }, personId: { not: null } },
    { organizationId: { in: [...pools] }, personId: null },
  ];
}

interface Place {
  readonly id: string;
  readonly kind: "organization" | "project";
  readonly role: Role;
}

async function reachOf(db: Database, { tenantId }: Context, personId: string): Promise<Reach> {
  const person = await db.person.findFirst({ where: { id: personId, tenantId }, select: { role: true, type: true } });
  if (person?.type !== "user") return { everything: false, people: [], pools: [] };
  if (holdsInTenant(person.role, "quota:administer")) return { everything: true, people: [], pools: [] };

  const memberships = await db.membership.findMany({
    where: { tenantId, personId, organization: { deletedAt: null } },
    select: { role: true, organization: { select: { id: true, kind: true } } },
  });
  const places = memberships.map(({ role, organization }): Place => ({ ...organization, role }));
  const own = places.filter((place) => holds(place.role, { ...place, settings: NO_SETTINGS }, "quota:set"));
  const pools = await below(
    db,
    own.map(({ id }) => id),
  );
  return { everything: false, people: [...own.map(({ id }) => id), ...pools], pools };
}

/** No setting of an organization gives its members quota:set. */
const NO_SETTINGS = {
  membersCanInvite: false,
  membersCanManageClusters: false,
  membersCanOpenPorts: false,
  membersCanScale: false,
  membersCanSeeUsage: false,
};

async function below(db: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await readRows<{ id: string }>(
    db,
    Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT o.id, 1 AS depth FROM organization o WHERE o.parent_id = ANY(${[...ids]}::uuid[]) AND o.deleted_at IS NULL
      UNION ALL
      SELECT o.id, b.depth + 1 FROM below b JOIN organization o ON o.parent_id = b.id
      WHERE o.deleted_at IS NULL AND b.depth < ${DEEPEST}
    ) SELECT DISTINCT id FROM below`,
  );
  return rows.map(({ id }) => id);
}
