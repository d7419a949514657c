import type { Transaction } from "../../storage/database.ts";
import type { LevelTold } from "./level-told.ts";
import type { RoutedAlert, Routing } from "./routing.ts";

const WHOLE = 100;

/**
 * Whether an organization that has used up its limit makes it pointless to tell one of its people that theirs comes near
 * or will run out: the same meter and window, and of a person's own limit only where all organizations that they work in
 * have. Also whether that is used up by now, which an alert of the kind overage says; to the installation one of its own
 * rules.
 */
export async function isInhibited(
  tx: Transaction,
  routing: Routing,
  { alert, level, isInstallations }: Inhibiting,
): Promise<boolean> {
  if (!isOfKindNear(alert)) return false;
  if ((percentOfLevel(alert, level) ?? 0) < WHOLE && (await isToldUsedUp(tx, routing, { alert, isInstallations })))
    return true;
  if (alert.personId === null || percentOf(alert, level) >= WHOLE) return false;

  const workplaces = alert.organizationId ? [alert.organizationId] : await workplacesOf(tx, alert);
  if (workplaces.length === 0) return false;
  const chains = await Promise.all(workplaces.map((id) => routing.chain(id)));
  const exhausted = await exhaustedAmong(tx, alert, [...new Set(chains.flat())]);
  return chains.every((chain) => chain.some((id) => exhausted.has(id)));
}

interface Inhibiting {
  readonly alert: RoutedAlert;
  readonly level: LevelTold;
  /** Asked for those who run the installation: what an organization made for itself says nothing to them. */
  readonly isInstallations: boolean;
}

/** Another card already says that this very limit is reached. */
async function isToldUsedUp(
  tx: Transaction,
  routing: Routing,
  { alert, isInstallations }: Omit<Inhibiting, "level">,
): Promise<boolean> {
  const { tenantId, subjectKey, meter, window, windowStart } = alert;
  const place = { tenantId, subjectKey, meter, window, windowStart };
  const reached = await tx.alert.findMany({
    where: { ...place, kind: "overage", phase: { in: ["firing", "recovering"] } },
    select: { ruleId: true },
  });
  if (!isInstallations) return reached.length > 0;
  const rules = await Promise.all(reached.map(({ ruleId }) => routing.rule(ruleId)));
  return rules.some((rule) => rule && rule.giverId === null && rule.forPersonId === null);
}

function isOfKindNear({ kind }: RoutedAlert): boolean {
  return kind === "quota" || kind === "forecast";
}

/** What is expected is not used up yet, however much that is. */
function percentOfLevel({ kind }: RoutedAlert, { percent }: LevelTold): number | undefined {
  return kind === "forecast" ? 0 : percent;
}

function percentOf(alert: RoutedAlert, level: LevelTold): number {
  const { value, limit } = alert;
  const percent = percentOfLevel(alert, level);
  if (percent !== undefined) return percent;
  return limit === null || limit <= 0n ? WHOLE : Number((value * 100n) / limit);
}

async function workplacesOf(tx: Transaction, { tenantId, personId }: RoutedAlert): Promise<readonly string[]> {
  const rows = await tx.membership.findMany({
    where: { tenantId, personId: personId ?? "", organization: { personalForId: null, deletedAt: null } },
    select: { organizationId: true },
  });
  return rows.map(({ organizationId }) => organizationId);
}

async function exhaustedAmong(
  tx: Transaction,
  { tenantId, meter, window, windowStart }: RoutedAlert,
  organizationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<readonly { id: string }[]>`
    SELECT DISTINCT organization_id AS id FROM alert
    WHERE tenant_id = ${tenantId}::uuid AND phase IN ('firing', 'recovering') AND kind IN ('quota', 'overage')
      AND organization_id = ANY(${[...organizationIds]}::uuid[]) AND person_id IS NULL
      AND meter = ${meter} AND "window" = ${window} AND window_start = ${windowStart}
      AND "limit" > 0 AND value >= "limit"`;
  return new Set(rows.map(({ id }) => id));
}
