import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { noisyRules } from "../alerts/noisy-rules.ts";
import type { InstallationReported } from "./report-content.ts";

const DAY_MS = 86_400_000;
const STALE_DAYS = 90;
const MOST_LISTED = 5;

/** How the installation is: who is over a limit, what waits, what did not arrive, and which rules tell too much. */
export async function gatherInstallation(
  tx: Transaction,
  context: Pick<Context, "tenantId" | "now">,
  since: Date,
): Promise<InstallationReported> {
  const { tenantId } = context;
  const [{ over, overCount }, waiting, undelivered, degraded, accounts, noisy] = await Promise.all([
    gatherOver(tx, tenantId),
    gatherWaiting(tx, context),
    tx.delivery.count({ where: { tenantId, state: "undeliverable", createdAt: { gte: since } } }),
    tx.alertSubscription.findMany({
      where: { tenantId, state: "degraded", deletedAt: null },
      orderBy: { degradedAt: "asc" },
      select: { channelName: true },
    }),
    gatherAccounts(tx, context, since),
    noisyRules(tx, tenantId, since),
  ]);
  return {
    over,
    overCount,
    waiting,
    undelivered,
    degraded: [...new Set(degraded.map(({ channelName }) => `#${channelName}`))],
    accounts,
    noisy: noisy.slice(0, MOST_LISTED).map(({ rule, suggestion }) => ({ name: rule.name, suggestion })),
  };
}

interface OverRow {
  readonly name: string;
  readonly isPersonal: boolean;
  readonly meter: string;
  readonly used: bigint;
  readonly allowance: bigint;
  readonly total: number;
}

/** By the alerts that are open: everybody's limits are not looked at for a report. */
async function gatherOver(
  tx: Transaction,
  tenantId: string,
): Promise<Pick<InstallationReported, "over" | "overCount">> {
  const rows = await tx.$queryRaw<readonly OverRow[]>`
    SELECT *, count(*) OVER ()::int AS total FROM (
      SELECT DISTINCT ON (subject_key, meter) subject_name AS name, person_id IS NOT NULL AS "isPersonal", meter,
        value AS used, "limit" AS allowance
      FROM alert
      WHERE tenant_id = ${tenantId}::uuid AND phase IN ('firing', 'recovering') AND kind IN ('quota', 'overage')
        AND meter <> '' AND "limit" IS NOT NULL AND value >= "limit" AND NOT coalesce((facts->>'sample')::boolean, false)
        AND NOT coalesce((facts->>'remaining')::boolean, false)
      ORDER BY subject_key, meter, value DESC
    ) AS reached ORDER BY used::numeric / greatest(allowance, 1) DESC, name LIMIT ${MOST_LISTED}`;
  return { over: rows.map(({ total: _total, ...row }) => row), overCount: rows[0]?.total ?? 0 };
}

async function gatherWaiting(
  tx: Transaction,
  { tenantId, now }: Pick<Context, "tenantId" | "now">,
): Promise<InstallationReported["waiting"]> {
  const [people, invitations, requests] = await Promise.all([
    tx.person.count({ where: { tenantId, state: "pending_activation" } }),
    tx.invitation.count({ where: { tenantId, state: "pending", expiresAt: { gt: now } } }),
    tx.quotaRequest.count({ where: { tenantId, state: "pending", expiresAt: { gt: now } } }),
  ]);
  return { people, invitations, requests };
}

async function gatherAccounts(
  tx: Transaction,
  { tenantId, now }: Pick<Context, "tenantId" | "now">,
  since: Date,
): Promise<InstallationReported["accounts"]> {
  const before = new Date(now.getTime() - STALE_DAYS * DAY_MS);
  const human = { tenantId, kind: "human", state: "active" } as const;
  const [all, fresh, stale] = await Promise.all([
    tx.person.count({ where: human }),
    tx.person.count({ where: { ...human, createdAt: { gte: since } } }),
    tx.person.count({
      where: { ...human, createdAt: { lt: before }, OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: before } }] },
    }),
  ]);
  return { all, fresh, stale };
}
