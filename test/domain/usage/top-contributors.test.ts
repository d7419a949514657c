import { describe, expect, it } from "vitest";
import { topContributors } from "../../../src/domain/usage/top-contributors.ts";
import { nodeOf } from "../../../src/domain/quotas/subject.ts";
import type { CountedSubject } from "../../../src/domain/quotas/subject.ts";
import { anOrganization, aPerson, aTenant, DAY, later, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, aSite, send } from "./given.ts";

const database = useDatabase();
const HOUR_MS = 3_600_000;

async function aFaculty() {
  const world = await aTenant(database.db);
  const site = aSite(database.db, world.tenantId);
  const ann = await aPerson(world, { name: "Ann" });
  const bob = await aPerson(world, { name: "Bob" });
  const faculty = await anOrganization(world, { name: "Faculty" });
  const lab = await anOrganization(world, { name: "Lab" });
  await database.db.organization.update({ where: { id: lab.id }, data: { parentId: faculty.id } });
  const top = async (subject: CountedSubject, since: Date, { meter = "gpu_hours", most = 5 } = {}) => {
    const found = await topContributors(database.db, {
      tenantId: world.tenantId,
      node: nodeOf(subject),
      meter,
      since,
      until: later(HOUR_MS),
      most,
    });
    return found.map(({ name, amount }) => [name, Number(amount / 1_000_000n)]);
  };
  return { site, ann, bob, faculty, lab, top };
}

describe("topContributors", () => {
  it("ranks people by what they used in an organization and all below it, days and hours together", async () => {
    const { site, ann, bob, faculty, lab, top } = await aFaculty();
    const before = later(-2 * DAY);
    await send(
      site,
      anEvent({ person: ann.id, organization: lab.id, amount: 5, time: before }),
      anEvent({ person: ann.id, organization: faculty.id, amount: 4 }),
      anEvent({ person: bob.id, organization: lab.id, amount: 7 }),
      anEvent({ organization: lab.id, amount: 1 }),
      anEvent({ person: bob.id, amount: 100 }),
      anEvent({ person: bob.id, organization: lab.id, amount: 50, time: later(-5 * DAY) }),
    );
    const subject = { scope: "organization", organizationId: faculty.id } as const;

    expect(await top(subject, later(-3 * DAY))).toEqual([
      ["Ann", 9],
      ["Bob", 7],
      ["nobody named", 1],
    ]);
    expect(await top(subject, later(-3 * DAY), { most: 1 })).toEqual([["Ann", 9]]);
    expect(await top(subject, NOON)).toEqual([
      ["Bob", 7],
      ["Ann", 4],
      ["nobody named", 1],
    ]);
    expect(await top({ scope: "tenant" }, NOON, { most: 1 })).toEqual([["Bob", 107]]);
    const member = { scope: "member", organizationId: lab.id, personId: ann.id } as const;
    expect(await top(member, later(-3 * DAY))).toEqual([["Ann", 5]]);
  });

  it("counts the hour from whose middle on it is asked", async () => {
    const { site, ann, lab, top } = await aFaculty();
    await send(site, anEvent({ person: ann.id, organization: lab.id, amount: 2 }));
    expect(await top({ scope: "person", personId: ann.id }, later(HOUR_MS / 2))).toEqual([["Ann", 2]]);
    expect(await top({ scope: "person", personId: ann.id }, later(HOUR_MS))).toEqual([]);
  });

  it("says of a gauge who holds most now", async () => {
    const { site, ann, bob, lab } = await aFaculty();
    await send(
      site,
      anEvent({ person: ann.id, organization: lab.id, meter: "running_jobs", amount: 9, time: later(-HOUR_MS) }),
      anEvent({ person: ann.id, organization: lab.id, meter: "running_jobs", amount: 2 }),
      anEvent({ person: bob.id, organization: lab.id, meter: "running_jobs", amount: 3, time: later(-9 * HOUR_MS) }),
    );
    const found = await topContributors(database.db, {
      tenantId: site.tenantId,
      node: nodeOf({ scope: "organization", organizationId: lab.id }),
      meter: "running_jobs",
      since: later(-HOUR_MS),
      until: NOON,
      most: 5,
    });
    expect(found.map(({ name, amount }) => [name, amount])).toEqual([
      ["Bob", 3n],
      ["Ann", 2n],
    ]);
  });

  it("sees nothing of another tenant", async () => {
    const { site, ann, lab } = await aFaculty();
    await send(site, anEvent({ person: ann.id, organization: lab.id }));
    const other = await aTenant(database.db);
    const found = await topContributors(database.db, {
      tenantId: other.tenantId,
      node: nodeOf({ scope: "organization", organizationId: lab.id }),
      meter: "gpu_hours",
      since: later(-DAY),
      until: later(DAY),
      most: 5,
    });
    expect(found).toEqual([]);
  });
});
