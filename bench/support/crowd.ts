import { v7 as uuidv7 } from "uuid";
import type pg from "pg";

export interface Crowd {
  readonly tenantId: string;
  /** Each with the organization they belong to. */
  readonly people: readonly { readonly personId: string; readonly organizationId: string }[];
}

/** A tenant with so many people, spread evenly over organizations, and no limits. */
export async function seedCrowd(pool: pg.Pool, people: number, organizations: number): Promise<Crowd> {
  const tenantId = uuidv7();
  const organizationIds = Array.from({ length: organizations }, () => uuidv7());
  const members = Array.from({ length: people }, (_, index) => ({
    personId: uuidv7(),
    organizationId: organizationIds[index % organizations] ?? "",
  }));
  const personIds = members.map(({ personId }) => personId);
  await pool.query("INSERT INTO tenant (id, name, founded_at, claimed_at) VALUES ($1, $2, now(), now())", [
    tenantId,
    `Crowd ${tenantId}`,
  ]);
  await pool.query(
    `INSERT INTO organization (id, tenant_id, kind, name, slug, admission, prerequisites, created_at)
     SELECT id, $1, 'organization', 'Lab ' || n, 'lab-' || n, 'invite_any', '{}', now()
     FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, n)`,
    [tenantId, organizationIds],
  );
  await pool.query(
    `INSERT INTO person (id, tenant_id, username, display_name, email, state, type, role, created_at)
     SELECT id, $1, 'person_' || n, 'Person ' || n, 'person_' || n || '@example.com', 'active', 'user', 'regular', now()
     FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n)`,
    [tenantId, personIds],
  );
  await pool.query(
    `INSERT INTO membership (id, tenant_id, organization_id, person_id, role, joined_at)
     SELECT gen_random_uuid(), $1, organization_id, person_id, 'member', now()
     FROM unnest($2::uuid[], $3::uuid[]) AS m (organization_id, person_id)`,
    [tenantId, members.map(({ organizationId }) => organizationId), personIds],
  );
  return { tenantId, people: members };
}

/** Sets hard limits by month, for the installation and, if wanted, for every organization and person within. */
export async function setLimits(
  pool: pg.Pool,
  { tenantId, people }: Crowd,
  levels: readonly ("tenant" | "organization" | "member")[],
  { meter, amount }: { readonly meter: string; readonly amount: bigint },
): Promise<void> {
  const organizations = [...new Set(people.map(({ organizationId }) => organizationId))];
  const rows = [
    ...(levels.includes("tenant") ? [{ scope: "tenant", key: "tenant", organizationId: null, personId: null }] : []),
    ...(levels.includes("organization")
      ? organizations.map((id) => ({
          scope: "organization",
          key: `organization:${id}`,
          organizationId: id,
          personId: null,
        }))
      : []),
    ...(levels.includes("member")
      ? people.map(({ organizationId, personId }) => ({
          scope: "member",
          key: `member:${organizationId}:${personId}`,
          organizationId,
          personId,
        }))
      : []),
  ];
  await pool.query(
    `INSERT INTO quota (id, tenant_id, scope, organization_id, person_id, subject_key, meter, "window", amount, thresholds, set_by_id, set_by_name, set_at, set_with)
     SELECT gen_random_uuid(), $1, scope::"QuotaScope", organization_id, person_id, key, $2, 'month', $3, '{}', $1, 'Bench', now(), 'installation'
     FROM unnest($4::text[], $5::uuid[], $6::uuid[], $7::text[]) AS q (scope, organization_id, person_id, key)`,
    [
      tenantId,
      meter,
      String(amount),
      rows.map(({ scope }) => scope),
      rows.map(({ organizationId }) => organizationId),
      rows.map(({ personId }) => personId),
      rows.map(({ key }) => key),
    ],
  );
}
