import type { Database, Transaction } from "../../storage/database.ts";
import type { Role } from "../../storage/generated/enums.ts";
import type { World } from "../context.ts";
import type { Ref } from "../events.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { subjectKey } from "../quotas/subject.ts";
import { readTally } from "./count-votes.ts";
import { readRequest } from "./read-request.ts";
import { reviewersFor } from "./reviewers.ts";
import { changesSince } from "./request.ts";
import type { RequestCard, RequestSubject, RequestView } from "./request.ts";

type Asking = Pick<World, "now" | "configuration"> & { readonly tenantId: string };

/** A request with all that its card says, from the state that everything is in now; undefined where it is not there. */
export async function readRequestCard(
  db: Database | Transaction,
  asking: Asking,
  id: string,
): Promise<RequestCard | undefined> {
  const request = await readRequest(db, asking, { id, tenantId: asking.tenantId });
  return request && cardOf(db, asking, request);
}

/** The same for a request that was just read. */
export async function cardOf(db: Database | Transaction, asking: Asking, request: RequestView): Promise<RequestCard> {
  const { limits, pools } = await limitsFor(db, asking, { subject: request.subject, meter: request.meter.name });
  const role = await roleOf(db, request.subject);
  return {
    ...request,
    limits,
    pools,
    changes: request.state === "pending" ? changesSince(request.baseline, { role, limits }) : [],
    overlapping: request.state === "pending" ? await overlapping(db, asking, request) : [],
    tally: await readTally(db, asking, request),
    ...(await waitingFor(db, asking, request)),
  };
}

/** Of those who are asked, who is still to answer, and how many are away. */
async function waitingFor(
  db: Database | Transaction,
  asking: Asking,
  { state, subject, requester, needed, escalatedAt, votes }: RequestView,
): Promise<Pick<RequestCard, "open" | "absence">> {
  if (state !== "pending") return { open: [], absence: { away: 0, of: 0 } };
  const question = { subject, requesterId: requester.id, least: needed.approvals, isEscalated: escalatedAt !== null };
  const { asked, absence } = await reviewersFor(db, asking, question);
  const isSilent = ({ id }: Ref) => !votes.some(({ reviewer }) => reviewer.id === id);
  return { open: asked.filter(isSilent), absence };
}

interface Wanted {
  readonly subject: RequestSubject;
  readonly meter: string;
}

/** The subject's own limits of a meter and those of everything above, as they stand. */
export async function limitsFor(
  db: Database | Transaction,
  asking: Asking,
  { subject, meter }: Wanted,
): Promise<Pick<RequestCard, "limits" | "pools">> {
  const whose = {
    ...("personId" in subject && { personId: subject.personId }),
    ...("organizationId" in subject && { organizationId: subject.organizationId }),
  };
  const [states = []] = await readLimitStates(db, asking, [whose]);
  const key = subjectKey(subject);
  const ofMeter = states.filter(({ limit }) => limit.meter === meter);
  const isOwn = (state: LimitState) => subjectKey(state.subject) === key;
  return { limits: ofMeter.filter(isOwn), pools: ofMeter.filter((state) => !isOwn(state) && isPool(state)) };
}

function isPool({ subject: { scope } }: LimitState): boolean {
  return scope === "organization" || scope === "tenant";
}

/** What the person is in the organization; null without either. */
export async function roleOf(db: Database | Transaction, subject: RequestSubject): Promise<Role | null> {
  if (subject.scope !== "member") return null;
  const { organizationId, personId } = subject;
  const membership = await db.membership.findFirst({ where: { organizationId, personId }, select: { role: true } });
  return membership?.role ?? null;
}

async function overlapping(
  db: Database | Transaction,
  { now, tenantId }: Asking,
  { id, meter, subject }: RequestView,
): Promise<RequestCard["overlapping"]> {
  const rows = await db.quotaGrant.findMany({
    where: {
      tenantId,
      subjectKey: subjectKey(subject),
      meter: meter.name,
      requestId: { not: null },
      NOT: { requestId: id },
      voidedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    orderBy: { createdAt: "asc" },
    select: { amount: true, expiresAt: true },
  });
  return rows.map(({ amount, expiresAt }) => ({ amount, until: expiresAt }));
}
