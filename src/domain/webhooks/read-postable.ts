import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { World } from "../context.ts";
import { aboutAlerts } from "./about-alert.ts";
import { postableAlerts } from "./alertmanager.ts";
import type { PostableAlert } from "./alertmanager.ts";

/** How an alert stands now, for an Alertmanager; none where it is no more. */
export async function readPostable(
  world: World,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
): Promise<readonly PostableAlert[]> {
  const alerts = await world.db.alert.findMany({ where: { id: alertId, tenantId } });
  const steps = await world.db.alertStep.findMany({
    where: { alertId, kind: { in: ["fired", "raised"] }, level: { gte: 0 } },
    select: { level: true },
  });
  const levels = [...new Set(steps.flatMap(({ level }) => level ?? []))];
  return postable(world, { tenantId, alerts, levels });
}

/** An endpoint at which an Alertmanager listens. */
export interface Listening {
  readonly tenantId: string;
  readonly kinds: readonly string[];
  readonly organizationId: string | null;
}

/** At most so many are said again at once. */
const MOST_OPEN = 5_000;

/** Everything that is open and that an Alertmanager hears of, as it is now; what it was before ends by itself. */
export async function readOpenPostable(world: World, listening: Listening): Promise<readonly PostableAlert[]> {
  const { tenantId, kinds, organizationId } = listening;
  const within = organizationId ? await below(world.db, tenantId, organizationId) : undefined;
  const alerts = await world.db.alert.findMany({
    where: {
      tenantId,
      kind: { in: [...kinds] },
      phase: { in: ["firing", "recovering"] },
      ...(within && { organizationId: { in: [...within] } }),
    },
    orderBy: { id: "desc" },
    take: MOST_OPEN,
  });
  return postable(world, { tenantId, alerts, levels: [] });
}

interface Found {
  readonly tenantId: string;
  readonly alerts: readonly Alert[];
  /** That were told, besides the present one. */
  readonly levels: readonly number[];
}

async function postable(world: World, { tenantId, alerts, levels }: Found): Promise<readonly PostableAlert[]> {
  const { db, now, configuration } = world;
  const about = await aboutAlerts(db, { tenantId, configuration }, alerts);
  return alerts.flatMap((alert) => {
    const named = about.get(alert.id);
    return named ? postableAlerts({ alert, about: named, levels, now }) : [];
  });
}

async function below(db: Database, tenantId: string, organizationId: string): Promise<readonly string[]> {
  const rows = await db.$queryRaw<readonly { id: string }[]>(Prisma.sql`
    WITH RECURSIVE tree AS (
      SELECT id FROM organization WHERE id = ${organizationId}::uuid AND tenant_id = ${tenantId}::uuid
      UNION
      SELECT o.id FROM organization o JOIN tree ON o.parent_id = tree.id
    ) SELECT id FROM tree`);
  return rows.map(({ id }) => id);
}
