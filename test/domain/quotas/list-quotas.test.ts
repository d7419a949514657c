import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import { listQuotas } from "../../../src/domain/quotas/list-quotas.ts";
import { setQuota } from "../../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../../src/domain/quotas/subject.ts";
import { anOrganization, aPerson, aTenant, contextOf, NOON, problemOf, warmUp } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const JOBS = requireMeter(builtInConfiguration(NOON), "jobs");

async function aSite() {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const people = [];
  for (let number = 10; number < 25; number++) people.push(await aPerson(world, { name: `Person ${number}` }));
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [[alice, "owner"], ...people.slice(0, 3).map((person) => [person, "member"] as const)],
  });
  const context = contextOf(world, root);
  const set = (subject: Subject, amount: bigint) =>
    setQuota(context, { subject, amount, meter: JOBS, window: "month" });
  await set({ scope: "role", role: "regular" }, 100n);
  await set({ scope: "organization", organizationId: lab.id }, 1_000n);
  await set({ scope: "role", organizationId: lab.id, role: "everyone" }, 7n);
  return { world, root, alice, people, lab, context, set };
}

describe("listQuotas", () => {
  it("lists everybody's limits, with those that differ within an organization", async () => {
    const { context } = await aSite();
    const { total, rows, pages } = await listQuotas(context, {});
    // 16 people everywhere, Vision Lab, and its four members there.
    expect({ total, pages }).toEqual({ total: 21, pages: 3 });
    expect(rows.slice(0, 2).map(({ subjectName, allowance }) => [subjectName, allowance])).toEqual([
      ["Alice Moreau", 100n],
      ["Alice Moreau in Vision Lab", 7n],
    ]);
    expect((await listQuotas(context, { page: 99 })).page).toBe(3);
  });

  it("finds by name and sorts by what is used", async () => {
    const { world, context, people } = await aSite();
    await world.db.$executeRaw`
      INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
      VALUES (${world.tenantId}::uuid, '00000000-0000-0000-0000-000000000000', ${people[5]?.id ?? ""}::uuid, 'jobs',
        'month', '2026-11-01', 60)`;
    const first = async (listing: Parameters<typeof listQuotas>[1]) => (await listQuotas(context, listing)).rows[0];
    expect(await first({ sort: "used" })).toMatchObject({ subjectName: "Person 15", used: 60n });
    expect(await first({ sort: "left" })).toMatchObject({ subjectName: "Person 15", used: 60n });
    expect(await listQuotas(context, { text: "person 1" })).toMatchObject({ total: 13 });
    expect(await listQuotas(context, { meter: "gpu_hours" })).toMatchObject({ total: 0 });
  });

  it("shows an organization's to who sets limits there, and all only to admins of the installation", async () => {
    const { world, alice, lab, people } = await aSite();
    const names = async (listing: Parameters<typeof listQuotas>[1]) =>
      (await listQuotas(contextOf(world, alice), listing)).rows.map(({ subjectName }) => subjectName);
    expect(await names({ organizationId: lab.id })).toEqual([
      "Alice Moreau in Vision Lab",
      "Person 10 in Vision Lab",
      "Person 11 in Vision Lab",
      "Person 12 in Vision Lab",
      "Vision Lab",
    ]);
    expect(await problemOf(names({}))).toMatchObject({ kind: "forbidden", permission: "quota:read" });
    const [bob] = people;
    const listing = bob && listQuotas(contextOf(world, bob), { organizationId: lab.id });
    expect(await problemOf(Promise.resolve(listing))).toMatchObject({ kind: "forbidden", permission: "quota:set" });
  });
});

describe("many who set the same limit at once", () => {
  it("leave one limit, and every change in the log", async () => {
    const { world, lab, set } = await aSite();
    await warmUp(world.db, 8);
    const subject = { scope: "organization", organizationId: lab.id } as const;
    await Promise.all(Array.from({ length: 20 }, (_, index) => set(subject, BigInt(2_000 + index))));

    const where = { tenantId: world.tenantId, scope: "organization" as const };
    const [row, ...others] = await world.db.quota.findMany({ where });
    expect(others).toEqual([]);
    expect(row?.amount).toBeGreaterThanOrEqual(2_000n);
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId, kind: "quota-set" } })).toBe(23);
  });
});
