import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";

/** Whoever renames somebody waits no longer than this until machines' reports follow. */
const KEPT_MS = 10_000;
const MOST_KEPT = 50_000;
/** Longer than any address. */
const MOST_CHARACTERS = 320;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

type Thing = "person" | "organization";

interface Known {
  readonly id: string;
  readonly until: number;
}

const known = new WeakMap<Database, Map<string, Known>>();

export interface Naming {
  readonly tenantId: string;
  readonly now: Date;
}

/**
 * Whom machines mean: id by name, for those that are known. A name is a username, a verified e-mail address, an id,
 * "slack:U…" or "discord:…". People who were deleted or suspended are found, too: their work ran.
 */
export async function resolvePeople(
  db: Database,
  naming: Naming,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  return resolve(db, { ...naming, thing: "person", find: findPeople }, names);
}

/** The same for organizations: a slug or an id. Deleted ones are found by id. */
export async function resolveOrganizations(
  db: Database,
  naming: Naming,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  return resolve(db, { ...naming, thing: "organization", find: findOrganizations }, names);
}

interface Found {
  readonly name: string;
  readonly id: string;
}

interface Resolving extends Naming {
  readonly thing: Thing;
  find(db: Database, tenantId: string, names: readonly string[]): Promise<readonly Found[]>;
}

async function resolve(db: Database, { tenantId, now, thing, find }: Resolving, names: ReadonlySet<string>) {
  const kept = known.get(db) ?? new Map<string, Known>();
  known.set(db, kept);
  const result = new Map<string, string>();
  const missing: string[] = [];
  for (const name of names) {
    const entry = kept.get(`${tenantId} ${thing} ${name}`);
    if (entry && entry.until > now.getTime()) result.set(name, entry.id);
    else if (name.length <= MOST_CHARACTERS && !name.includes("\0")) missing.push(name);
  }
  if (missing.length === 0) return result;

  if (kept.size > MOST_KEPT) kept.clear();
  for (const { name, id } of await find(db, tenantId, missing)) {
    result.set(name, id);
    kept.set(`${tenantId} ${thing} ${name}`, { id, until: now.getTime() + KEPT_MS });
  }
  return result;
}

async function findPeople(db: Database, tenantId: string, names: readonly string[]): Promise<readonly Found[]> {
  const of = (platform: string) => names.filter((name) => name.startsWith(`${platform}:`));
  const ids = names.filter((name) => UUID.test(name));
  const accounts = [...of("slack"), ...of("discord")];
  const addresses = names.filter((name) => name.indexOf("@") > 0);
  const usernames = names.filter((name) => !name.includes(":") && !UUID.test(name) && name.indexOf("@") <= 0);
  return readRows<Found>(
    db,
    Prisma.sql`
      SELECT t.name, p.id FROM unnest(${ids}::text[]) AS t (name),
        LATERAL (SELECT id FROM person WHERE tenant_id = ${tenantId}::uuid AND id = t.name::uuid LIMIT 1) p
      UNION ALL
      SELECT t.name, p.id FROM unnest(${accounts}::text[]) AS t (name),
        LATERAL (SELECT person_id AS id FROM identity WHERE tenant_id = ${tenantId}::uuid
          AND platform = split_part(t.name, ':', 1)::"Platform" AND external_id = split_part(t.name, ':', 2) LIMIT 1) p
      UNION ALL
      SELECT t.name, p.id FROM unnest(${addresses}::text[]) AS t (name),
        LATERAL (SELECT id FROM person WHERE tenant_id = ${tenantId}::uuid AND email = lower(t.name)
          AND email_verified_at IS NOT NULL LIMIT 1) p
      UNION ALL
      SELECT t.name, p.id FROM unnest(${usernames}::text[]) AS t (name),
        LATERAL (SELECT id FROM person WHERE tenant_id = ${tenantId}::uuid
          AND lower(username) = lower(ltrim(t.name, '@')) LIMIT 1) p`,
  );
}

async function findOrganizations(db: Database, tenantId: string, names: readonly string[]): Promise<readonly Found[]> {
  const ids = names.filter((name) => UUID.test(name));
  return readRows<Found>(
    db,
    Prisma.sql`
      SELECT t.name, o.id FROM unnest(${ids}::text[]) AS t (name),
        LATERAL (SELECT id FROM organization WHERE tenant_id = ${tenantId}::uuid AND id = t.name::uuid LIMIT 1) o
      UNION ALL
      SELECT t.name, o.id FROM unnest(${names}::text[]) AS t (name),
        LATERAL (SELECT id FROM organization WHERE tenant_id = ${tenantId}::uuid AND slug = lower(t.name)
          AND deleted_at IS NULL LIMIT 1) o`,
  );
}
