import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";

type DeliveriesRule = AlertRuleOf<"deliveries">;

const HOUR_MS = 3_600_000;
const MOST_ITEMS = 20;

interface Item {
  readonly name: string;
  readonly what: string;
  readonly at?: string;
}

/**
 * Messages that were given up within the last hours, those to people whom nothing reaches, and the channels and webhooks that
 * cannot be reached at all. Of announcements their sender is told.
 */
export async function observeDeliveries(
  look: ClockLook,
  rules: readonly DeliveriesRule[],
): Promise<readonly Observation[]> {
  const routes = await degradedRoutes(look);
  const seen: Observation[] = [];
  for (const rule of rules) {
    const { hours, least, severity, timing } = rule.spec;
    const failed = await givenUp(look, new Date(look.context.now.getTime() - hours * HOUR_MS));
    const count = failed.reduce((sum, one) => sum + one.count, 0);
    const isMany = count >= least;
    if (!isMany && routes.length === 0) continue;

    const items = [
      ...routes,
      ...(isMany ? failed.map(({ name, what, count: times }) => ({ name, what: `${times} × ${what}` })) : []),
    ];
    const total = routes.length + (isMany ? count : 0);
    seen.push(
      plainly(rule, {
        subject: { scope: "tenant" },
        name: "the installation",
        value: total,
        level: {
          name: `${countWords(least, "message", "messages")} given up, or a route that is cut`,
          severity,
          at: 1,
        },
        facts: { items: items.slice(0, MOST_ITEMS), total, hours },
        timing,
      }),
    );
  }
  return seen;
}

/** What everything sent to waits for. */
async function degradedRoutes({ tx, context }: ClockLook): Promise<readonly Item[]> {
  const { tenantId } = context;
  const where = { tenantId, deletedAt: null } as const;
  const orderBy = { degradedAt: "asc" } as const;
  const channels = await tx.alertSubscription.findMany({ where: { ...where, state: "degraded" }, orderBy });
  const webhooks = await tx.webhookEndpoint.findMany({
    where: { ...where, state: { in: ["degraded", "gone"] } },
    orderBy,
  });
  return [
    ...channels.map(({ channelName, degradedReason, degradedAt }) =>
      route(`#${channelName}`, degradedReason, degradedAt),
    ),
    ...webhooks.map(({ name, degradedReason, degradedAt }) => route(`Webhook ${name}`, degradedReason, degradedAt)),
  ];
}

function route(name: string, reason: string | null, since: Date | null): Item {
  const what = reason ?? "cannot be reached";
  return since ? { name, what: `${what}, since`, at: since.toISOString() } : { name, what };
}

interface GivenUp {
  readonly name: string;
  readonly what: string;
  readonly count: number;
}

async function givenUp({ tx, context }: ClockLook, since: Date): Promise<readonly GivenUp[]> {
  const { tenantId } = context;
  return tx.$queryRaw<readonly GivenUp[]>`
    SELECT name, what, count(*)::int AS count FROM (
      SELECT coalesce(initcap(d.channel), 'Message') AS name, left(coalesce(d.error, 'not taken'), 200) AS what FROM delivery d
      WHERE d.tenant_id = ${tenantId}::uuid AND d.state = 'failed' AND d.created_at >= ${since}
      UNION ALL
      SELECT p.display_name, left(coalesce(d.error, 'cannot be reached'), 200) FROM delivery d
      JOIN person p ON d.recipient = 'person:' || p.id AND p.tenant_id = d.tenant_id AND p.state = 'active'
      WHERE d.tenant_id = ${tenantId}::uuid AND d.state = 'undeliverable' AND d.created_at >= ${since} AND NOT d.bulk
      UNION ALL
      SELECT 'Webhook ' || e.name, 'not taken' FROM webhook_message m JOIN webhook_endpoint e ON e.id = m.endpoint_id
      WHERE m.tenant_id = ${tenantId}::uuid AND m.state = 'failed' AND m.created_at >= ${since} AND e.deleted_at IS NULL
    ) AS failed GROUP BY 1, 2 ORDER BY 3 DESC, 1`;
}
