import type { WebhookEndpoint } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { shownUrl } from "./webhook.ts";
import type { WebhookView } from "./webhook.ts";
import { factsOf, formatOf, stateOf } from "./webhook-row.ts";

/** All endpoints of the installation, by name. Refuses with `forbidden`. */
export async function listWebhooks(context: Context): Promise<readonly WebhookView[]> {
  const { db, tenantId } = context;
  await requireTenantPermission(db, context, "webhook:manage");
  return readWebhooks(context, await db.webhookEndpoint.findMany({ where: { tenantId, deletedAt: null } }));
}

/** One of them, by its name in any case or its id. Refuses with `not-found`, `forbidden`. */
export async function findWebhook(context: Context, named: string): Promise<WebhookView> {
  const all = await listWebhooks(context);
  return (
    all.find(({ id, name }) => id === named || name === named) ??
    all.find(({ name }) => name.toLowerCase() === named.toLowerCase()) ??
    refuse({ kind: "not-found", thing: "webhook", named, field: "name" })
  );
}

/** As whoever may manage them sees them. */
async function readWebhooks(
  { db, tenantId, now }: Context,
  rows: readonly WebhookEndpoint[],
): Promise<readonly WebhookView[]> {
  const organizations = await db.organization.findMany({
    where: { tenantId, id: { in: rows.flatMap(({ organizationId }) => organizationId ?? []) } },
    select: { id: true, name: true },
  });
  const counts = await db.$queryRaw<readonly { id: string; state: string; messages: number }[]>`
    SELECT endpoint_id AS id, state, count(*)::int AS messages FROM webhook_message
    WHERE endpoint_id = ANY(${rows.map(({ id }) => id)}::uuid[]) AND state <> 'sent' GROUP BY 1, 2`;
  const count = (id: string, state: string) =>
    counts.find((one) => one.id === id && one.state === state)?.messages ?? 0;
  return rows
    .map((row): WebhookView => {
      const { id, name, createdByName, createdAt, degradedReason, failingSince, reachedAt, secretBeforeUntil } = row;
      return {
        id,
        name,
        createdByName,
        createdAt,
        degradedReason,
        failingSince,
        reachedAt,
        format: formatOf(row),
        url: shownUrl(row.url),
        kinds: factsOf(row).kinds,
        organization: organizations.find((one) => one.id === row.organizationId) ?? null,
        state: stateOf(row),
        oldSecretUntil: secretBeforeUntil && secretBeforeUntil > now ? secretBeforeUntil : null,
        waiting: count(id, "pending"),
        failed: count(id, "failed"),
      };
    })
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
}
