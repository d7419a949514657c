import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import { holdsInTenant } from "../people/tenant-authority.ts";
import { personNames } from "../usage/names.ts";
import { alertReach } from "./alert-reach.ts";
import { listSubscriptions } from "./list-subscriptions.ts";
import type { SubscriptionView } from "./list-subscriptions.ts";
import { noisyRules } from "./noisy-rules.ts";
import type { NoisyRule } from "./noisy-rules.ts";

/** What became of the messages of one route in the last week. */
export interface Delivered {
  readonly sent: number;
  /** On their way, or tried again; of a channel that takes none also the alerts that it will be told of in one message. */
  readonly waiting: number;
  readonly failed: number;
  readonly lastAt: Date | null;
}

export interface RouteHealth {
  readonly subscription: SubscriptionView;
  readonly delivered: Delivered;
}

/** Somebody whom no alert reaches. */
export interface Unreached {
  readonly name: string;
  readonly failed: number;
  /** A sentence for people. */
  readonly reason: string;
  readonly lastAt: Date;
}

export interface EndpointHealth {
  readonly name: string;
  readonly degraded: { readonly since: Date | null; readonly reason: string } | null;
  readonly waiting: number;
  readonly failed: number;
}

export interface Health {
  readonly routes: readonly RouteHealth[];
  /** For administrators; else only oneself. */
  readonly people: readonly Unreached[];
  /** For who chooses which machines hear. */
  readonly endpoints: readonly EndpointHealth[];
  /** For administrators. */
  readonly noisy: readonly NoisyRule[];
  /** Rules that come with the installation and are switched off; for administrators. */
  readonly switchedOff: readonly string[];
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const nothing: Delivered = { sent: 0, waiting: 0, failed: 0, lastAt: null };

/** How well alerts arrive by every route that the asker manages, and what is wrong with those that do not. */
export async function alertDoctor(context: Context): Promise<Health> {
  const since = new Date(context.now.getTime() - WEEK_MS);
  const reach = await alertReach(context.db, context);
  const subscriptions = await listSubscriptions(context);
  const [delivered, people, endpoints, noisy, switchedOff] = await Promise.all([
    deliveredTo(context, since),
    unreached(context, since, reach),
    endpointsOf(context, since),
    reach.everything ? noisyRules(context.db, context.tenantId, since) : [],
    reach.everything ? offRules(context) : [],
  ]);
  const routes = subscriptions.map((subscription) => ({
    subscription,
    delivered: delivered.get(`channel:${subscription.id}`) ?? nothing,
  }));
  return { routes, people, endpoints, noisy, switchedOff };
}

async function deliveredTo({ db, tenantId }: Context, since: Date): Promise<ReadonlyMap<string, Delivered>> {
  const rows = await readRows<{
    recipient: string;
    sent: number;
    waiting: number;
    failed: number;
    last_at: Date | null;
  }>(
    db,
    Prisma.sql`
    SELECT recipient, sum(sent)::int AS sent, sum(waiting)::int AS waiting, sum(failed)::int AS failed, max(last_at) AS last_at
    FROM (
      SELECT recipient, count(*) FILTER (WHERE state = 'sent') AS sent,
        count(*) FILTER (WHERE state IN ('pending', 'failed', 'held')) AS waiting,
        count(*) FILTER (WHERE state = 'undeliverable') AS failed, max(sent_at) AS last_at
      FROM delivery
      WHERE tenant_id = ${tenantId}::uuid AND recipient LIKE 'channel:%' AND created_at >= ${since}
      GROUP BY recipient
      UNION ALL
      SELECT d.recipient, 0, count(DISTINCT t.alert_id), 0, NULL
      FROM digest d JOIN alert_told t ON t.digest_id = d.id AND t.how = 'digest'
      WHERE d.tenant_id = ${tenantId}::uuid AND d.kind = 'late' AND d.sent_at IS NULL
      GROUP BY d.recipient
    ) AS of_routes GROUP BY recipient`,
  );
  return new Map(rows.map(({ recipient, last_at: lastAt, ...counts }) => [recipient, { ...counts, lastAt }]));
}

interface UnreachedRow {
  readonly recipient: string;
  readonly failed: number;
  readonly reason: string | null;
  readonly last_at: Date;
}

async function unreached(
  { db, tenantId }: Context,
  since: Date,
  { everything, personId }: { readonly everything: boolean; readonly personId: string },
): Promise<readonly Unreached[]> {
  const whose = everything ? Prisma.sql`recipient LIKE 'person:%'` : Prisma.sql`recipient = ${`person:${personId}`}`;
  const rows = await readRows<UnreachedRow>(
    db,
    Prisma.sql`
    SELECT recipient, count(*)::int AS failed, (array_agg(error ORDER BY subject = 'alert:step', created_at DESC))[1] AS reason,
      max(created_at) AS last_at
    FROM delivery
    WHERE tenant_id = ${tenantId}::uuid AND subject IN ('alert', 'alert:step', 'digest') AND state IN ('undeliverable', 'failed')
      AND created_at >= ${since} AND ${whose}
    GROUP BY recipient ORDER BY failed DESC LIMIT 20`,
  );
  const names = await personNames(
    db,
    tenantId,
    rows.map(({ recipient }) => idOf(recipient)),
  );
  return rows.map(({ recipient, failed, reason, last_at: lastAt }) => ({
    name: names.get(idOf(recipient)) ?? "Somebody",
    failed,
    reason: reason ?? "The message could not be delivered.",
    lastAt,
  }));
}

function idOf(recipient: string): string {
  return recipient.slice("person:".length);
}

async function endpointsOf({ db, tenantId, actor }: Context, since: Date): Promise<readonly EndpointHealth[]> {
  if (actor.kind !== "person") return [];
  const asker = await db.person.findFirst({ where: { id: actor.id, tenantId, state: "active", type: "user" } });
  if (!asker || !holdsInTenant(asker.role, "webhook:manage")) return [];

  const endpoints = await db.webhookEndpoint.findMany({
    where: { tenantId, deletedAt: null },
    orderBy: { name: "asc" },
  });
  const counts = await db.webhookMessage.groupBy({
    by: ["endpointId", "state"],
    where: { tenantId, createdAt: { gte: since } },
    _count: true,
  });
  const byState = new Map(counts.map(({ endpointId, state, _count: count }) => [`${endpointId} ${state}`, count]));
  const countOf = (endpointId: string, state: string) => byState.get(`${endpointId} ${state}`) ?? 0;
  return endpoints.map(({ id, name, state, degradedAt, degradedReason }) => ({
    name,
    degraded: state !== "ok" ? { since: degradedAt, reason: degradedReason ?? "It does not answer." } : null,
    waiting: countOf(id, "pending"),
    failed: countOf(id, "failed"),
  }));
}

async function offRules({ db, tenantId }: Context): Promise<readonly string[]> {
  const rows = await db.alertRule.findMany({
    where: { tenantId, builtIn: { not: null }, enabled: false, deletedAt: null },
    orderBy: { name: "asc" },
    select: { name: true },
  });
  return rows.map(({ name }) => name);
}
