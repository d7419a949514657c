import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { holdsInTenant, requireTenantPermission } from "../people/tenant-authority.ts";
import { isId } from "../id.ts";
import { scopesOf } from "./api-key.ts";
import type { ApiKeyView } from "./api-key.ts";

const selected = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdById: true,
  createdByName: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const;

/** All keys that are not revoked, by name. */
export async function listApiKeys(context: Context): Promise<readonly ApiKeyView[]> {
  const { db, tenantId, now } = context;
  await requireTenantPermission(db, context, "machine:authorize");

  const where = { tenantId, revokedAt: null };
  const rows = await db.apiKey.findMany({ where, orderBy: [{ name: "asc" }, { id: "asc" }], select: selected });
  const able = await ableMakers(context, [...new Set(rows.map(({ createdById }) => createdById))]);
  return rows.map(({ createdById, ...row }) => ({
    ...row,
    scopes: scopesOf(row.scopes),
    state: row.expiresAt && row.expiresAt <= now ? "expired" : able.has(createdById) ? "works" : "powerless",
  }));
}

/** One of them, by its name in any case, its first letters, or its id. */
export async function findApiKey(context: Context, named: string): Promise<ApiKeyView> {
  const keys = await listApiKeys(context);
  const found =
    keys.find(({ id, name }) => id === named || name === named) ??
    keys.find(({ name, prefix }) => name.toLowerCase() === named.toLowerCase() || prefix === named);
  if (found) return found;

  const { tenantId } = context;
  const gone = await context.db.apiKey.findFirst({ where: { tenantId, id: idOr(named), revokedAt: { not: null } } });
  return refuse(
    gone ? { kind: "api-key-revoked", name: gone.name } : { kind: "not-found", thing: "api_key", named, field: "name" },
  );
}

const NO_ID = "00000000-0000-0000-0000-000000000000";

function idOr(named: string): string {
  return isId(named) ? named : NO_ID;
}

async function ableMakers({ db, tenantId }: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const people = await db.person.findMany({
    where: { tenantId, id: { in: [...ids] }, state: "active", type: "user" },
    select: { id: true, role: true },
  });
  return new Set(people.filter(({ role }) => holdsInTenant(role, "machine:authorize")).map(({ id }) => id));
}
