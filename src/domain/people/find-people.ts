import type { PersonKind, PersonState } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { holdsInTenant } from "./tenant-authority.ts";

export interface PersonFound {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly kind: PersonKind;
  readonly state: PersonState;
}

interface Search {
  /** A username with or without "@", part of a name, or a whole address. */
  readonly query: string;
  /** Default 25. */
  readonly limit?: number;
  /** Only its members; the asker must be one. */
  readonly organizationId?: string;
}

/**
 * People of this tenant, best match first. An address finds its owner only when typed in full, and is not shown; service
 * accounts are found by who belongs where they do, and by who manages them all.
 */
export async function findPeople(
  context: Context,
  { query, limit = 25, organizationId }: Search,
): Promise<readonly PersonFound[]> {
  if (context.actor.kind !== "person" || context.actor.state !== "active") return [];
  const text = plain(query);
  const within = organizationId ?? null;
  const managesAll = holdsInTenant(context.actor.role, "service:administer");

  return context.db.$queryRaw<PersonFound[]>`
    SELECT p.id, p.username, p.display_name AS name, p.kind::text, p.state::text
    FROM person p
    WHERE p.tenant_id = ${context.tenantId}::uuid AND p.state NOT IN ('deleted', 'invited')
      AND (${text} = '' OR strpos(lower(p.username), ${text}) > 0 OR strpos(lower(p.display_name), ${text}) > 0
        OR (p.email = ${text} AND p.email_verified_at IS NOT NULL))
      AND (p.kind = 'human' OR ${managesAll}::boolean OR EXISTS (
        SELECT 1 FROM membership its JOIN membership mine ON mine.organization_id = its.organization_id
        WHERE its.person_id = p.id AND mine.person_id = ${context.actor.id}::uuid))
      AND (${within}::uuid IS NULL OR (
        EXISTS (SELECT 1 FROM membership m WHERE m.organization_id = ${within}::uuid AND m.person_id = p.id)
        AND EXISTS (SELECT 1 FROM membership m WHERE m.organization_id = ${within}::uuid AND m.person_id = ${context.actor.id}::uuid)))
    ORDER BY lower(p.username) <> ${text}, lower(p.display_name) <> ${text},
      NOT starts_with(lower(p.username), ${text}), NOT starts_with(lower(p.display_name), ${text}), lower(p.display_name), p.id
    LIMIT ${limit}`;
}

/**
 * The one person meant by a username, a handle on either platform, a whole name or a verified address; undefined for
 * nobody. A username wins over everything else.
 */
export async function resolvePerson(
  context: Context,
  { query, field }: { readonly query: string; readonly field?: string },
): Promise<PersonFound | undefined> {
  if (context.actor.kind !== "person") return undefined;
  const text = plain(query);
  const found = await context.db.$queryRaw<(PersonFound & { readonly rank: number })[]>`
    SELECT p.id, p.username, p.display_name AS name, p.kind::text, p.state::text,
      CASE WHEN lower(p.username) = ${text} THEN 0 WHEN p.email = ${text} THEN 1 ELSE 2 END AS rank
    FROM person p
    WHERE p.tenant_id = ${context.tenantId}::uuid AND p.state NOT IN ('deleted', 'invited')
      AND (lower(p.username) = ${text} OR (p.email = ${text} AND p.email_verified_at IS NOT NULL)
        OR lower(p.display_name) = ${text}
        OR EXISTS (SELECT 1 FROM identity i WHERE i.person_id = p.id AND lower(i.handle) = ${text}))
    ORDER BY rank, lower(p.username) LIMIT 11`;
  const best = found.filter((person) => person.rank === found[0]?.rank);
  if (best.length > 1) return refuse({ kind: "person-ambiguous", query, candidates: best, ...(field && { field }) });

  return best[0];
}

/** What somebody of this tenant is called everywhere in it; undefined for who has no account in use. */
export async function usernameOf({ db, tenantId }: Context, personId: string): Promise<string | undefined> {
  const where = { id: personId, tenantId, state: { notIn: ["deleted", "invited"] satisfies PersonState[] } };
  return (await db.person.findFirst({ where, select: { username: true } }))?.username;
}

function plain(query: string): string {
  return query.trim().replace(/^@/, "").toLowerCase();
}
