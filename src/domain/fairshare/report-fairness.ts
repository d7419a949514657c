import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { capacityOf } from "../quotas/cohort.ts";
import { statesOfPaths } from "../quotas/limit-states.ts";
import type { Cohort, LimitState } from "../quotas/limit.ts";
import { loadPaths } from "../quotas/load-path.ts";
import { subjectKey } from "../quotas/subject.ts";
import { fairnessReport } from "./fairness.ts";
import type { Fairness, FairnessReport } from "./fairness.ts";

/** Organizations that share what they leave unused of one meter and window, and how that goes at the moment. */
export interface CohortReport extends Omit<FairnessReport, "members"> {
  readonly meter: string;
  readonly window: string;
  readonly startsAt: Date;
  /** "Faculty", "the installation". */
  readonly parentName: string;
  readonly members: readonly (Fairness & { readonly name: string })[];
}

/** Who is starved, who borrows, and how much is reclaimable, wherever organizations share. Takes `quota:read`. */
export async function reportFairness(context: Context): Promise<readonly CohortReport[]> {
  await requireTenantPermission(context.db, context, "quota:read");
  const { db, tenantId } = context;
  const sharing = await db.quota.findMany({
    where: {
      tenantId,
      scope: "organization",
      organizationId: { not: null },
      OR: [{ borrowingLimit: { not: null } }, { lendingLimit: { not: null } }],
    },
    distinct: ["organizationId"],
    orderBy: { organizationId: "asc" },
    select: { organizationId: true },
  });
  const subjects = sharing.flatMap(({ organizationId }) => (organizationId ? [{ organizationId }] : []));
  const paths = await loadPaths(db, context, subjects);
  const states = (await statesOfPaths(db, context, paths)).flat();
  const cohorts = new Map(paths.flatMap((path) => path?.cohorts ?? []).map((cohort) => [keyOf(cohort), cohort]));

  return [...cohorts.values()].map((cohort) => reportOf(cohort, states));
}

function keyOf({ parent, meter, window }: Cohort): string {
  return `${subjectKey(parent)} ${meter} ${window}`;
}

function reportOf(cohort: Cohort, states: readonly LimitState[]): CohortReport {
  const { meter, window, startsAt, parentName, capacity } = cohort;
  const members = cohort.members.map((member) => ({ ...member, id: member.organizationId }));
  const used = new Map(members.map(({ id }) => [id, usedBy(id, cohort, states)]));
  const report = fairnessReport(members, used, capacity - capacityOf(members));
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return {
    ...report,
    meter,
    window,
    startsAt,
    parentName,
    members: report.members.map((one) => ({ ...one, name: names.get(one.id) ?? one.id })),
  };
}

/** What is reserved is as good as used. */
function usedBy(organizationId: string, { meter, window }: Cohort, states: readonly LimitState[]): Units {
  const state = states.find(
    ({ subject, limit }) =>
      subject.scope === "organization" &&
      subject.organizationId === organizationId &&
      limit.meter === meter &&
      limit.window === window,
  );
  return state ? state.used + state.reserved : 0n;
}
