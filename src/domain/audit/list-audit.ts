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
  /** In `command`, mentions are usernames. `data` is the DomainEvent or Problem as it was; `sequence` is null until the entry is sealed. */
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
  return { rows: await withNames(context, rows), total, page, pages };
}

/** How both platforms write a mention: "<@U123|bob>", "<@123>". */
const MENTION = /<@!?(\w+)(?:\|([^>]*))?>/g;

/** What buttons fill in where people write a name; the entry's subject tells what it is. */
const OUR_ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Commands as people read them: whoever is mentioned by username instead of by a platform's id. */
async function withNames({ db, tenantId }: Context, rows: readonly AuditEntry[]): Promise<readonly AuditEntry[]> {
  const ids = rows.flatMap(({ command }) => [...(command ?? "").matchAll(MENTION)].map(([, id = ""]) => id));
  const identities = await db.identity.findMany({
    where: { tenantId, externalId: { in: ids } },
    select: { externalId: true, person: { select: { username: true } } },
  });
  const usernames = new Map(identities.map(({ externalId, person }) => [externalId, person.username]));
  const named = (_: string, id: string, label?: string) => `@${usernames.get(id) ?? label ?? "somebody"}`;
  return rows.map((row) => ({
    ...row,
    command: row.command?.replaceAll(MENTION, named).replaceAll(OUR_ID, "…") ?? null,
  }));
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
