import { z } from "zod";
import type { Context } from "../context.ts";
import { pageOf, PAGE_SIZE } from "../paging.ts";
import type { Page } from "../paging.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import type { Attempted } from "./webhook.ts";

const attempts = z.array(
  z.object({
    at: z.string(),
    status: z.int().optional(),
    tookMs: z.number(),
    error: z.string().optional(),
    answer: z.string().optional(),
  }),
);

/** The attempts that a message keeps, oldest first. */
export function readAttempts(log: unknown): readonly Attempted[] {
  const read = attempts.safeParse(log);
  // Safe: the schema is that of Attempted; only exactOptionalPropertyTypes tells them apart.
  return read.success ? (read.data as readonly Attempted[]) : [];
}

export interface MessageView {
  readonly id: string;
  readonly type: string;
  readonly state: "pending" | "sent" | "failed";
  readonly attempts: number;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  /** Of what waits. */
  readonly nextAt: Date;
  readonly log: readonly Attempted[];
}

export interface WebhookLog extends Page {
  readonly messages: readonly MessageView[];
}

/** What was sent to an endpoint and how that went, the newest first. Refuses with `forbidden`. */
export async function readWebhookLog(
  context: Context,
  { webhookId, page }: { readonly webhookId: string; readonly page: number },
): Promise<WebhookLog> {
  const { db, tenantId } = context;
  await requireTenantPermission(db, context, "webhook:manage");
  const where = { tenantId, endpointId: webhookId };
  const place = pageOf(await db.webhookMessage.count({ where }), page);
  const rows = await db.webhookMessage.findMany({
    where,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: place.offset,
    take: PAGE_SIZE,
    omit: { body: true },
  });
  return {
    ...place,
    messages: rows.map(({ id, type, state, attempts: count, createdAt, sentAt, nextAt, log }) => ({
      id,
      type,
      createdAt,
      sentAt,
      nextAt,
      attempts: count,
      state: state === "sent" || state === "failed" ? state : "pending",
      log: readAttempts(log),
    })),
  };
}
