import { Prisma } from "../../storage/generated/client.ts";
import type { PersonKind, PersonState, Role } from "../../storage/generated/enums.ts";

export type MemberSort = "name" | "role" | "state" | "joined";

export interface MemberFilter {
  /** Part of a name, username or address label. */
  readonly text?: string | undefined;
  readonly role?: Role | undefined;
  /** "invited": who has not answered yet. */
  readonly state?: PersonState | undefined;
}

/** A member, or somebody who is invited, as the list reads them. */
export interface Row {
  /** Exactly one of personId and invitationId is there. */
  readonly personId: string | null;
  readonly invitationId: string | null;
  readonly inviterId: string | null;
  readonly name: string;
  readonly username: string | null;
  readonly role: Role;
  readonly kind: PersonKind;
  readonly state: PersonState;
  /** When they joined; for who is invited, when they were. */
  readonly since: Date;
  readonly expiresAt: Date | null;
  readonly lastSeenAt: Date | null;
}

// Qualified, so that PostgreSQL sorts by the enums and not by their names in the answer.
const orders: Readonly<Record<MemberSort, readonly [ascending: Prisma.Sql, descending: Prisma.Sql]>> = {
  name: [Prisma.sql`lower(listed.name)`, Prisma.sql`lower(listed.name) DESC`],
  role: [Prisma.sql`listed.role, lower(listed.name)`, Prisma.sql`listed.role DESC, lower(listed.name)`],
  state: [Prisma.sql`listed.state, lower(listed.name)`, Prisma.sql`listed.state DESC, lower(listed.name)`],
  joined: [Prisma.sql`listed.since, lower(listed.name)`, Prisma.sql`listed.since DESC, lower(listed.name)`],
};

/** How to sort what `everybodyIn` reads, under the name "listed". */
export function orderOf(sort: MemberSort, descending: boolean): Prisma.Sql {
  const [up, down] = orders[sort];
  return descending ? down : up;
}

/** Members and pending invitations as one relation, filtered; roles and states sort in the order of their enums. */
export function everybodyIn(organizationId: string, filter: MemberFilter, now: Date): Prisma.Sql {
  const text = (filter.text ?? "").trim().replace(/^@/, "").toLowerCase();
  return Prisma.sql`(
    SELECT * FROM (
      SELECT p.id AS "personId", NULL::uuid AS "invitationId", NULL::uuid AS "inviterId", p.display_name AS name,
        p.username, m.role, p.kind, p.state, m.joined_at AS since, NULL::timestamptz AS "expiresAt",
        p.last_seen_at AS "lastSeenAt"
      FROM membership m JOIN person p ON p.id = m.person_id
      WHERE m.organization_id = ${organizationId}::uuid
      UNION ALL
      SELECT NULL, i.id, i.inviter_id, i.invitee_label, NULL, i.role, 'human', 'invited', i.created_at, i.expires_at, NULL
      FROM invitation i
      WHERE i.organization_id = ${organizationId}::uuid AND i.state = 'pending' AND i.expires_at > ${now}
    ) everybody
    WHERE (strpos(lower(name), ${text}) > 0 OR strpos(lower(coalesce(username, '')), ${text}) > 0)
      AND (${filter.role ?? null}::text IS NULL OR role::text = ${filter.role ?? null})
      AND (${filter.state ?? null}::text IS NULL OR state::text = ${filter.state ?? null})
  )`;
}
