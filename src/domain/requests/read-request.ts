import { z } from "zod";
import type { Database, Transaction } from "../../storage/database.ts";
import type { Prisma, QuotaGrant, QuotaRequest, QuotaRequestVote } from "../../storage/generated/client.ts";
import { Role } from "../../storage/generated/enums.ts";
import type { World } from "../context.ts";
import type { Ref } from "../events.ts";
import { meterCalled } from "../quotas/meter-called.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { stateAt } from "./request.ts";
import { readTerms } from "./stored-terms.ts";
import type { Baseline, RequestGrant, RequestSubject, RequestView } from "./request.ts";
import type { Vote } from "./votes.ts";

const units = z.string().transform((digits) => BigInt(digits));
const baselineSchema = z.object({
  role: z.enum(Role).nullable(),
  limits: z.array(z.object({ window: z.string(), allowance: units.nullable(), used: units })),
  lengthMs: z.number().optional(),
});

/** As it is kept with the request. */
export function writeBaseline({ role, limits, lengthMs }: Baseline): Prisma.InputJsonObject {
  return {
    role,
    limits: limits.map(({ window, allowance, used }) => ({
      window,
      allowance: allowance?.toString() ?? null,
      used: used.toString(),
    })),
    ...(lengthMs !== undefined && { lengthMs }),
  };
}

type Asking = Pick<World, "now" | "configuration">;

/** A request as it is now. Asks no permission: for the verbs and for the worker. */
export async function readRequest(
  db: Database | Transaction,
  asking: Asking,
  where: { readonly id: string; readonly tenantId: string },
): Promise<RequestView | undefined> {
  const [request] = await readRequests(db, asking, { where });
  return request;
}

interface Reading {
  readonly where: Prisma.QuotaRequestWhereInput & { readonly tenantId: string };
  readonly limit?: number;
  readonly offset?: number;
}

/** Newest first; those whose requester or subject is no longer there are named as far as that goes. */
export async function readRequests(
  db: Database | Transaction,
  asking: Asking,
  { where, limit = 100, offset = 0 }: Reading,
): Promise<readonly RequestView[]> {
  const rows = await db.quotaRequest.findMany({
    where,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    skip: offset,
    include: { votes: { orderBy: [{ at: "asc" }, { reviewerId: "asc" }] } },
  });
  if (rows.length === 0) return [];

  const { tenantId } = where;
  const [people, subjects, grants] = await Promise.all([
    db.person.findMany({
      where: { tenantId, id: { in: rows.map((row) => row.requesterId) } },
      select: { id: true, displayName: true },
    }),
    nameSubjects(db, tenantId, rows.map(subjectOf)),
    db.quotaGrant.findMany({ where: { tenantId, requestId: { in: rows.map((row) => row.id) } } }),
  ]);
  const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
  const revokers = await namesOf(db, grants);
  return rows.map((row) =>
    viewOf(row, {
      ...asking,
      requester: { id: row.requesterId, name: names.get(row.requesterId) ?? "" },
      subject: subjects.get(row.subjectKey),
      grant: grants.find((grant) => grant.requestId === row.id),
      revokers,
    }),
  );
}

type Names = ReadonlyMap<string, string>;

async function namesOf(db: Database | Transaction, grants: readonly QuotaGrant[]): Promise<Names> {
  const ids = grants.flatMap(({ voidedById }) => voidedById ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db.person.findMany({ where: { id: { in: ids } }, select: { id: true, displayName: true } });
  return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}

interface Beside extends Asking {
  readonly requester: Ref;
  readonly subject: NamedSubject | undefined;
  readonly grant: QuotaGrant | undefined;
  readonly revokers: Names;
}

type Row = QuotaRequest & { readonly votes: readonly QuotaRequestVote[] };

function viewOf(row: Row, { now, configuration, requester, subject, grant, revokers }: Beside): RequestView {
  const { id, tenantId, amount, until, reason, createdAt, expiresAt, decidedAt, decision, escalatedAt, urgent } = row;
  const baseline = baselineSchema.parse(row.baseline);
  const { approvals, denials } = configuration.requests;
  return {
    id,
    tenantId,
    requester,
    subject: subjectOf(row),
    subjectName: subject?.name ?? requester.name,
    organization: subject?.organization ?? null,
    meter: meterCalled(configuration, row.meter),
    amount,
    until,
    reason,
    state: stateAt(row, now),
    urgent,
    ...termsView(row, baseline),
    votes: row.votes.map(voteOf),
    needed: { approvals, denials },
    createdAt,
    expiresAt,
    baseline,
    decidedBy: deciderOf(row),
    decidedAt,
    decision,
    escalatedAt,
    grant: grant ? grantView(grant, now, revokers) : null,
  };
}

/** As it was asked for, until an approver puts something else in its place. */
function termsView(
  { amount, until, terms, termsVersion }: Row,
  { lengthMs }: Baseline,
): Pick<RequestView, "terms" | "termsVersion" | "changedBy"> {
  const changed = terms === null ? null : readTerms(terms);
  return { terms: changed ?? { amount, until, lengthMs, from: null }, termsVersion, changedBy: changed?.by ?? null };
}

function deciderOf({ decidedById: id, decidedByName: name }: Row): Ref | null {
  return id && name ? { id, name } : null;
}

function voteOf({ reviewerId, reviewerName, verdict, reason }: QuotaRequestVote): Vote {
  return { reviewer: { id: reviewerId, name: reviewerName }, verdict, reason };
}

/** Whose limit a row is about: a person's, an organization's, or a person's within one. */
function subjectOf({ organizationId, personId, requesterId }: QuotaRequest): RequestSubject {
  if (organizationId)
    return personId ? { scope: "member", organizationId, personId } : { scope: "organization", organizationId };

  return { scope: "person", personId: personId ?? requesterId };
}

function grantView(grant: QuotaGrant, now: Date, revokers: Names): RequestGrant {
  const { id, amount, effectiveAt: from, expiresAt: until, voidedAt: revokedAt, voidedById } = grant;
  return {
    id,
    amount,
    from,
    until,
    state: grantState(grant, now),
    revokedAt,
    revokedBy: (voidedById && revokers.get(voidedById)) ?? null,
  };
}

function grantState({ voidedAt, effectiveAt, expiresAt }: QuotaGrant, now: Date): RequestGrant["state"] {
  if (voidedAt) return "revoked";
  if (expiresAt && expiresAt <= now) return "ended";

  return effectiveAt > now ? "scheduled" : "active";
}
