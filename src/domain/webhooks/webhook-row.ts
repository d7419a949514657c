import type { Transaction } from "../../storage/database.ts";
import type { WebhookEndpoint } from "../../storage/generated/client.ts";
import { alertKinds } from "../alerts/kinds.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import type { WebhookFacts } from "./events.ts";
import { hostOf } from "./reach.ts";
import { webhookFormats, webhookStates } from "./webhook.ts";
import type { WebhookFormat, WebhookState } from "./webhook.ts";

export function formatOf({ format }: Pick<WebhookEndpoint, "format">): WebhookFormat {
  return webhookFormats.find((one) => one === format) ?? "standard";
}

export function stateOf({ state }: Pick<WebhookEndpoint, "state">): WebhookState {
  return webhookStates.find((one) => one === state) ?? "ok";
}

export function factsOf(row: WebhookEndpoint): WebhookFacts {
  const { id, name, url } = row;
  const kinds = alertKinds.filter((kind) => row.kinds.includes(kind));
  return { id, name, format: formatOf(row), host: hostOf(new URL(url)), kinds };
}

/** Whose alerts an endpoint hears of, as an event tells of it. */
export async function organizationOf(
  tx: Transaction,
  { organizationId }: Pick<WebhookEndpoint, "organizationId">,
): Promise<{ readonly organization?: Ref }> {
  if (!organizationId) return {};
  const organization = await tx.organization.findUnique({
    where: { id: organizationId },
    select: { id: true, name: true },
  });
  return organization ? { organization } : {};
}

/** Locks an endpoint for whoever changes it. Refuses with `forbidden` and `not-found`. */
export async function lockWebhook(tx: Transaction, context: Context, webhookId: string): Promise<WebhookEndpoint> {
  await requireTenantPermission(tx, context, "webhook:manage");
  const { tenantId } = context;
  await tx.$queryRaw`
    SELECT 1 FROM webhook_endpoint WHERE id = ${webhookId}::uuid AND tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  const row = await tx.webhookEndpoint.findFirst({ where: { id: webhookId, tenantId, deletedAt: null } });
  return row ?? refuse({ kind: "not-found", thing: "webhook" });
}
