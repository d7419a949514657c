import type { Prisma } from "../../storage/generated/client.ts";
import type { AuditEntry } from "../../storage/generated/client.ts";
import type { AuditOutcome } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";

export interface AuditFilter {
  /** A DomainEvent's kind or a Problem's. */
  readonly kind?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly actorId?: string | undefined;
  readonly organizationId?: string | undefined;
  /** Part of a kind, a name or a command. */
  readonly text?: string | undefined;
  readonly since?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
}

export interface AuditPage {
  /** `data` is the DomainEvent or Problem as it was; `sequence` is null until the entry is sealed. */
  readonly rows: readonly AuditEntry[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** What happened and what was refused, newest first, ten a page. */
export async function listAudit(
  context: Context,
  { page: wanted, ...filter }: AuditFilter & { readonly page?: number | undefined } = {},
): Promise<AuditPage> {
  const { db } = context;
  await requireTenantPermission(db, context, "audit:read");

  const where = conditionOf(context.tenantId, filter);
  const { total, page, pages, offset } = pageOf(await db.auditEntry.count({ where }), wanted);
  const rows = await db.auditEntry.findMany({
    where,
    orderBy: [{ at: "desc" }, { id: "desc" }],
    skip: offset,
    take: PAGE_SIZE,
  });
  return { rows, total, page, pages };
}

function conditionOf(
  tenantId: string,
  { kind, outcome, actorId, organizationId, text, since, until }: AuditFilter,
): Prisma.AuditEntryWhereInput {
  return {
    tenantId,
    ...(kind && { kind }),
    ...(outcome && { outcome }),
    ...(actorId && { actorId }),
    ...(organizationId && { organizationId }),
    at: { ...(since && { gte: since }), ...(until && { lt: until }) },
    ...(text && { OR: mentions(text) }),
  };
}

function mentions(text: string): Prisma.AuditEntryWhereInput[] {
  const contains = { contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: "insensitive" } as const;
  return [{ kind: contains }, { actorLabel: contains }, { subject: contains }, { command: contains }];
}
