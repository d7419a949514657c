import type { Prisma, QuotaPolicy } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import type { Page } from "../paging.ts";
import { isInForce } from "../pauses/pause.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { requireManaging } from "../quotas/limit-access.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import type { PolicyFacts } from "./events.ts";
import { policyFacts } from "./facts.ts";
import { readPolicyStates } from "./policy-states.ts";
import type { PolicyState } from "./policy-states.ts";

export interface PolicyRow extends PolicyState {
  readonly facts: PolicyFacts;
  /** When it fired in this period; null: not yet. */
  readonly firedAt: Date | null;
  /** Whether what it paused still is. */
  readonly isPausing: boolean;
}

export interface PolicyPage extends Page {
  readonly rows: readonly PolicyRow[];
}

interface Listing {
  /** Only those of this organization and of its members there; absent: all of the installation. */
  readonly organizationId?: string | undefined;
  readonly page?: number | undefined;
}

/** Policies as they stand, the oldest first, ten a page, for who sets limits there. Refuses with `forbidden`, `not-found`. */
export async function listPolicies(context: Context, { organizationId, page }: Listing): Promise<PolicyPage> {
  await requireSeeing(context, organizationId);
  const where = { tenantId: context.tenantId, ...(organizationId && { organizationId }) };
  const paged = pageOf(await context.db.quotaPolicy.count({ where }), page);
  return { ...paged, rows: await readRows(context, where, paged.offset) };
}

/** One of them. Refuses with `not-found` and `forbidden`. */
export async function showPolicy(context: Context, { policyId }: { readonly policyId: string }): Promise<PolicyRow> {
  const where = { tenantId: context.tenantId, id: policyId };
  const [row] = await readRows(context, where, 0);
  if (!row) return refuse({ kind: "not-found", thing: "policy" });

  await requireSeeing(context, row.policy.organizationId ?? undefined);
  return row;
}

async function requireSeeing(context: Context, organizationId: string | undefined): Promise<void> {
  if (organizationId) await requireManaging(context, organizationId);
  else await requireTenantPermission(context.db, context, "quota:read");
}

async function readRows(
  context: Context,
  where: Prisma.QuotaPolicyWhereInput,
  offset: number,
): Promise<readonly PolicyRow[]> {
  const { db, tenantId, now, configuration } = context;
  const found = await db.quotaPolicy.findMany({
    where,
    orderBy: { id: "asc" },
    skip: offset,
    take: PAGE_SIZE,
    include: { firings: { orderBy: { startsAt: "desc" }, take: 1 }, pauses: true },
  });
  const states = await readPolicyStates(db, context, found);
  const names = await nameSubjects(db, tenantId, found.map(subjectOf));
  return found.map(({ firings: [last], pauses, ...policy }, index): PolicyRow => {
    const state = states[index] ?? refuse({ kind: "not-found", thing: "policy" });
    const isThisPeriod = last?.startsAt.getTime() === state.span.startsAt.getTime();
    return {
      ...state,
      facts: policyFacts(configuration, policy, names.get(policy.subjectKey)?.name ?? "somebody who left"),
      firedAt: isThisPeriod ? last.firedAt : null,
      isPausing: pauses.some((pause) => isInForce(pause, now)),
    };
  });
}

function subjectOf(policy: QuotaPolicy) {
  return countedSubjectOf(policy);
}
