import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { anOrganization, aPerson, aTenant, newId, NOON } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const MIGRATION = path.join(import.meta.dirname, "../../prisma/migrations/20261122000400_quota_set_with/migration.sql");

it("limits that were set before it was written down stand in the name that they had", async () => {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { role: "admin" });
  const alice = await aPerson(world);
  const lab = await anOrganization(world, { members: [[alice, "owner"]] });
  const client = new pg.Client(database.address);
  await client.connect();
  try {
    await client.query('ALTER TABLE quota DROP COLUMN set_with; DROP TYPE "QuotaAuthority"');
    const set = (meter: string, setById: string, organizationId: string | null) =>
      client.query(
        `INSERT INTO quota (id, tenant_id, scope, organization_id, role, subject_key, meter, "window", amount, set_by_id, set_by_name, set_at)
         VALUES ($1, $2, 'role', $3, 'member', 'any', $4, 'month', 1, $5, 'Somebody', $6)`,
        [newId(), world.tenantId, organizationId, meter, setById, NOON],
      );
    await set("by_installation", root.id, lab.id);
    await set("by_organization", alice.id, lab.id);
    await set("everywhere", newId(), null);
    await client.query(await readFile(MIGRATION, "utf8"));

    const { rows } = await client.query("SELECT meter, set_with FROM quota ORDER BY meter");
    expect(rows).toEqual([
      { meter: "by_installation", set_with: "installation" },
      { meter: "by_organization", set_with: "organization" },
      { meter: "everywhere", set_with: "installation" },
    ]);
  } finally {
    await client.end();
  }
});
