import type { Transaction } from "../../storage/database.ts";
import { isUniqueViolation, transaction } from "../../storage/transaction.ts";
import type { AlertKind } from "../alerts/kinds.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lineOf } from "../organizations/naming.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { leadsInside, systemLookUp } from "./look-up.ts";
import type { LookUp } from "./look-up.ts";
import { hostOf, readWebhookUrl } from "./reach.ts";
import { kindsFor, newWebhookSecret, WEBHOOK_LIMIT } from "./webhook.ts";
import type { WebhookFormat } from "./webhook.ts";

export interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly format: WebhookFormat;
  /** Absent: all that the format can tell of. */
  readonly kinds?: readonly AlertKind[] | undefined;
  /** With all below it; absent: everybody's. */
  readonly organization?: Ref | undefined;
}

export interface WebhookCreated {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly AlertKind[];
  /** With which bodies are signed. It is shown to nobody again. */
  readonly secret: string;
}

/**
 * Has a machine hear of alerts from now on. Refuses with `webhook-url-invalid`, `webhook-name-taken`, `webhook-limit`,
 * `webhook-kinds-missing`, `text-invalid` (name), `not-found` (organization), `forbidden`.
 */
export async function createWebhook(
  context: Context,
  input: NewWebhook,
  lookUp: LookUp = systemLookUp,
): Promise<WebhookCreated> {
  const { id: createdById, label: createdByName } = requirePerson(context);
  await requireTenantPermission(context.db, context, "webhook:manage");
  const name = nameOf(input.name);
  const url = await urlOf(context, input.url, lookUp);
  const { format, organization } = input;
  const kinds = kindsFor(format).filter((kind) => input.kinds?.includes(kind) ?? true);
  if (kinds.length === 0) refuse({ kind: "webhook-kinds-missing", field: "kinds" });

  const { tenantId, now } = context;
  const row = { id: context.newId(), name, format, kinds: [...kinds], secret: newWebhookSecret() };
  try {
    return await transaction(context.db, async (tx) => {
      await requireTenantPermission(tx, context, "webhook:manage");
      await requireRoom(tx, context);
      if (organization) await requireOrganization(tx, context, organization);
      const made = { tenantId, createdById, createdByName, createdAt: now };
      await tx.webhookEndpoint.create({
        data: { ...row, ...made, url: url.href, organizationId: organization?.id ?? null },
      });
      await record(tx, context, {
        kind: "webhook-created",
        webhook: { id: row.id, name, format, host: hostOf(url), kinds },
        ...(organization && { organization }),
      });
      return { id: row.id, name, kinds, secret: row.secret };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refuse({ kind: "webhook-name-taken", name, field: "name" });
    throw error;
  }
}

function nameOf(typed: string): string {
  const name = lineOf(typed);
  return "line" in name ? name.line : refuse({ kind: "text-invalid", field: "name", ...name });
}

async function urlOf({ configuration }: Context, typed: string, lookUp: LookUp): Promise<URL> {
  const { allow } = configuration.webhooks;
  const read = readWebhookUrl(typed, allow);
  if (!read.ok) return refuse({ kind: "webhook-url-invalid", because: read.because, host: read.host, field: "url" });

  const host = hostOf(read.url);
  if (await leadsInside({ host, allow }, lookUp))
    refuse({ kind: "webhook-url-invalid", because: "inner-address", host, field: "url" });
  return read.url;
}

async function requireRoom(tx: Transaction, { tenantId }: Context): Promise<void> {
  const count = await tx.webhookEndpoint.count({ where: { tenantId, deletedAt: null } });
  if (count >= WEBHOOK_LIMIT) refuse({ kind: "webhook-limit", limit: WEBHOOK_LIMIT });
}

async function requireOrganization(tx: Transaction, { tenantId }: Context, { id }: Ref): Promise<void> {
  const found = await tx.organization.findFirst({ where: { id, tenantId, deletedAt: null }, select: { id: true } });
  if (!found) refuse({ kind: "not-found", thing: "organization" });
}
