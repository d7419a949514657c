import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import { COST } from "../meters/meter.ts";
import { NOBODY } from "../quotas/subject.ts";
import type { ShareAccount, ShareTree, ShareUser } from "./share-tree.ts";

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** After so many half-lives less than a millionth is left. */
const MOST_HALF_LIVES = 20;
/** Where nothing decays, so far back is counted. */
const WITHOUT_DECAY_DAYS = 366;

/** How people are called in the tree: a person stands in each of their organizations by themselves. */
export function userId({ organizationId, personId }: { organizationId: string; personId: string }): string {
  return `${organizationId}:${personId}`;
}

/**
 * The organizations of a tenant as accounts, and their members who may work as users; use in the smallest unit of the
 * configuration's meter, decayed by the day, and what is
 * reserved with it at once, where the configuration wants that. Some five queries, whatever the size.
 */
export async function loadShareTree(db: Database | Transaction, asking: Asking): Promise<ShareTree> {
  const { tenantId } = asking;
  const [organizations, members, shares, uses, holds] = await Promise.all([
    readOrganizations(db, tenantId),
    readMembers(db, tenantId),
    readShares(db, tenantId),
    readUses(db, asking),
    readReserved(db, asking),
  ]);
  const sharesOf = new Map(shares.map(({ key, shares }) => [key, shares]));
  const usedBy = byId([...uses, ...holds]);
  const reservedBy = byId(holds);
  const users = Map.groupBy(members, ({ organizationId }) => organizationId);
  const below = Map.groupBy(organizations, ({ parentId }) => parentId);

  const userOf = ({ organizationId, personId, name }: MemberRow): ShareUser => {
    const id = userId({ organizationId, personId });
    const counted = { usage: usedBy.get(id) ?? 0, reserved: reservedBy.get(id) ?? 0 };
    return { kind: "user", id, name, shares: sharesOf.get(`member:${id}`) ?? 1, ...counted };
  };
  const accountOf = ({ id, name, used }: Counted): ShareAccount => {
    const own = (users.get(id) ?? []).map(userOf);
    const children = (below.get(id) ?? []).map((child) => accountOf({ ...child, used: usedIn(child.id) }));
    const ownUsage = used - own.reduce((sum, { usage }) => sum + usage, 0);
    const reserved = (reservedInAll.get(id) ?? 0) - own.reduce((sum, user) => sum + (user.reserved ?? 0), 0);
    const counted = { ownUsage: Math.max(0, ownUsage), ownReserved: Math.max(0, reserved) };
    const shares = sharesOf.get(`organization:${id}`) ?? 1;
    return { kind: "account", id, name, shares, ...counted, children: [...own, ...children] };
  };
  const usedInAll = totals([...uses, ...holds]);
  const reservedInAll = totals(holds);
  const usedIn = (id: string) => usedInAll.get(id) ?? 0;
  return { children: (below.get(null) ?? []).map((top) => accountOf({ ...top, used: usedIn(top.id) })) };
}

interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

interface Counted extends OrganizationRow {
  /** By everybody in it directly. */
  readonly used: number;
}

function readOrganizations(db: Database | Transaction, tenantId: string): Promise<OrganizationRow[]> {
  return readRows(
    db,
    Prisma.sql`
    SELECT id, name, parent_id AS "parentId" FROM organization
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL ORDER BY lower(name), id`,
  );
}

interface MemberRow {
  readonly organizationId: string;
  readonly personId: string;
  readonly name: string;
}

/** Viewers use nothing, and those whose account waits or is suspended compete with nobody. */
function readMembers(db: Database | Transaction, tenantId: string): Promise<MemberRow[]> {
  return readRows(
    db,
    Prisma.sql`
    SELECT m.organization_id AS "organizationId", m.person_id AS "personId", p.display_name AS name
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = ${tenantId}::uuid AND p.state = 'active' AND p.type = 'user'
    ORDER BY lower(p.display_name), p.id`,
  );
}

function readShares(db: Database | Transaction, tenantId: string): Promise<{ key: string; shares: number }[]> {
  return readRows(
    db,
    Prisma.sql`SELECT subject_key AS key, shares FROM fair_share WHERE tenant_id = ${tenantId}::uuid`,
  );
}

interface UseRow {
  /** As userId makes it. */
  readonly id: string;
  readonly organizationId: string;
  readonly used: number;
}

/** A day's use counts as if it had happened at that day's noon. */
async function readUses(
  db: Database | Transaction,
  { tenantId, now, configuration }: Asking,
): Promise<readonly UseRow[]> {
  const { meter, halfLifeDays } = configuration.fairShare;
  const back = halfLifeDays > 0 ? halfLifeDays * MOST_HALF_LIVES : WITHOUT_DECAY_DAYS;
  const since = new Date(now.getTime() - back * 86_400_000);
  return readRows<UseRow>(
    db,
    Prisma.sql`
    SELECT organization_id || ':' || person_id AS id, organization_id AS "organizationId",
      sum((CASE WHEN ${meter} = ${COST} THEN cost ELSE amount END)::float8 * CASE WHEN ${halfLifeDays}::float8 <= 0 THEN 1 ELSE
        power(0.5::float8, greatest(0, extract(epoch FROM ${now}::timestamptz - (day + time '12:00') AT TIME ZONE 'UTC')::float8
          / 86400 / ${halfLifeDays}::float8)) END) AS used
    FROM usage_day
    WHERE tenant_id = ${tenantId}::uuid AND day >= ${since}::timestamptz::date AND (meter = ${meter} OR ${meter} = ${COST})
      AND organization_id <> ${NOBODY}::uuid
    GROUP BY organization_id, person_id`,
  );
}

/**
 * What is reserved counts from its admission, before any of it is used: otherwise somebody could start much at once
 * before the statistics catch up (the entry penalty of Kueue's admission fair sharing).
 */
async function readReserved(
  db: Database | Transaction,
  { tenantId, now, configuration }: Asking,
): Promise<readonly UseRow[]> {
  const { meter, entryPenalty } = configuration.fairShare;
  if (!entryPenalty) return [];
  return readRows<UseRow>(
    db,
    Prisma.sql`
    SELECT r.organization_id || ':' || r.person_id AS id, r.organization_id AS "organizationId", sum(w.amount)::float8 AS used
    FROM reservation r, LATERAL unnest(r.meters || ${COST}::text, r.amounts || r.implied_cost) AS w (meter, amount)
    WHERE r.tenant_id = ${tenantId}::uuid AND r.expires_at > ${now}::timestamptz AND w.meter = ${meter}
      AND r.organization_id <> ${NOBODY}::uuid
    GROUP BY r.organization_id, r.person_id`,
  );
}

function byId(uses: readonly UseRow[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { id, used } of uses) sums.set(id, (sums.get(id) ?? 0) + used);
  return sums;
}

function totals(uses: readonly UseRow[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { organizationId, used } of uses) sums.set(organizationId, (sums.get(organizationId) ?? 0) + used);
  return sums;
}
