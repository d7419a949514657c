import { describe, expect, it } from "vitest";
import { COST } from "../../../src/domain/meters/meter.ts";
import { usageByDay, usageByMember, usageTop, usageTotals } from "../../../src/domain/usage/read-usage.ts";
import { topJobs } from "../../../src/domain/usage/top-jobs.ts";
import { aPerson, aTenant, anOrganization, DAY, later } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aSite, anEvent, send } from "./given.ts";

const database = useDatabase();
const HOUR = 1_000_000n;
const november = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") };

async function given(timeZone = "UTC") {
  const tenant = await aTenant(database.db);
  const ann = await aPerson(tenant, { name: "Ann" });
  const bob = await aPerson(tenant, { name: "Bob" });
  const lab = await anOrganization(tenant, { name: `Lab of ${ann.username}`, members: [[ann, "owner"]] });
  const group = await anOrganization(tenant, { name: `Group of ${ann.username}`, members: [[bob, "owner"]] });
  await database.db.organization.update({ where: { id: group.id }, data: { parentId: lab.id } });
  const site = aSite(database.db, tenant.tenantId, { timeZone });
  return { ann, bob, lab, group, site, db: database.db };
}

const held = (person: string, amount: number, time: string) => anEvent({ person, meter: "storage", amount, time });

describe("usageByDay", () => {
  it.each([
    ["UTC", ["2026-11-19", "2026-11-20"]],
    ["Europe/Berlin", ["2026-11-20", "2026-11-20"]],
    ["Asia/Kolkata", ["2026-11-20", "2026-11-20"]],
    ["Asia/Kathmandu", ["2026-11-20", "2026-11-20"]],
    ["America/St_Johns", ["2026-11-19", "2026-11-20"]],
  ])("cuts days at midnight in %s", async (timeZone, days) => {
    const { ann, site, db } = await given(timeZone);
    const times = ["2026-11-19T23:59:00Z", "2026-11-20T03:31:00Z"];
    await send(site, ...times.map((time) => anEvent({ person: ann.id, time })));

    const used = await usageByDay(db, site, {
      subject: { scope: "person", personId: ann.id },
      meter: "gpu_hours",
      from: new Date("2026-11-18T12:00:00Z"),
      to: new Date("2026-11-21T12:00:00Z"),
    });
    expect(used.flatMap(({ day, amount }) => Array<string>(Number(amount / (3n * HOUR))).fill(day))).toEqual(days);
  });

  it("tells the minutes around midnight apart where it is not on a full hour", async () => {
    const { ann, site, db } = await given("Asia/Kathmandu");
    // Midnight there is 18:15 in UTC.
    const times = ["2026-11-19T18:14:59Z", "2026-11-19T18:15:00Z", "2026-11-19T18:20:00Z"];
    await send(site, ...times.map((time) => anEvent({ person: ann.id, time, amount: 1 })));

    const from = new Date("2026-11-18T18:15:00Z");
    const to = new Date("2026-11-20T18:15:00Z");
    const used = await usageByDay(db, site, { subject: { scope: "tenant" }, meter: "gpu_hours", from, to });
    expect(used).toMatchObject([
      { day: "2026-11-19", startsAt: from, amount: HOUR },
      { day: "2026-11-20", amount: 2n * HOUR },
    ]);
  });

  it("counts what is below an organization, and of a member only what was used there", async () => {
    const { ann, bob, lab, group, site, db } = await given();
    await send(
      site,
      anEvent({ person: ann.id, organization: lab.id, amount: 1 }),
      anEvent({ person: bob.id, organization: group.id, amount: 2 }),
      anEvent({ person: bob.id, organization: lab.id, amount: 4 }),
      anEvent({ person: bob.id, amount: 8 }),
    );
    const total = async (subject: Parameters<typeof usageByDay>[2]["subject"]) => {
      const days = await usageByDay(db, site, { subject, meter: "gpu_hours", ...november });
      return days.reduce((sum, { amount }) => sum + amount, 0n) / HOUR;
    };

    expect(await total({ scope: "organization", organizationId: lab.id })).toBe(7n);
    expect(await total({ scope: "organization", organizationId: group.id })).toBe(2n);
    expect(await total({ scope: "member", organizationId: lab.id, personId: bob.id })).toBe(4n);
    expect(await total({ scope: "person", personId: bob.id })).toBe(14n);
    expect(await total({ scope: "tenant" })).toBe(15n);
  });

  it("goes on with what is held of a gauge until the next report, and no further than today", async () => {
    const { ann, bob, site, db } = await given();
    await send(site, held(ann.id, 5, "2026-11-16T09:00:00Z"), held(ann.id, 3, "2026-11-19T09:00:00Z"));
    await send(site, held(bob.id, 1, "2026-11-18T09:00:00Z"));

    const days = await usageByDay(db, site, {
      subject: { scope: "tenant" },
      meter: "storage",
      from: new Date("2026-11-17T00:00:00Z"),
      to: new Date("2026-11-24T00:00:00Z"),
    });
    expect(days.map(({ amount }) => Number(amount) / 1_000)).toEqual([5, 6, 6, 4, 4, 0, 0]);
  });
});

describe("usageTotals", () => {
  it("names every meter that was used, and what all of it cost", async () => {
    const { ann, site, db } = await given();
    const meters = site.configuration.meters.map((meter) =>
      meter.name === "gpu_hours" ? { ...meter, price: "2" } : meter,
    );
    const priced = { ...site, configuration: { ...site.configuration, meters } };
    await send(
      priced,
      anEvent({ person: ann.id, amount: 3 }),
      anEvent({ person: ann.id, meter: "jobs", amount: 7 }),
      anEvent({ person: ann.id, meter: COST, amount: "0.5" }),
      anEvent({ person: ann.id, meter: "storage", amount: 20 }),
    );

    expect(await usageTotals(db, priced, { subject: { scope: "tenant" }, ...november })).toEqual([
      { meter: "jobs", amount: 7n, cost: 0n },
      { meter: "gpu_hours", amount: 3n * HOUR, cost: 6_000_000_000n },
      { meter: "storage", amount: 20_000n, cost: 0n },
      { meter: COST, amount: 6_500_000_000n, cost: 6_500_000_000n },
    ]);
  });
});

describe("rankings", () => {
  it("put the most first, by member, person and organization", async () => {
    const { ann, bob, lab, group, site, db } = await given();
    await send(
      site,
      anEvent({ person: ann.id, organization: lab.id, amount: 1, job: "a" }),
      anEvent({ person: bob.id, organization: group.id, amount: 2, job: "b" }),
      anEvent({ person: bob.id, organization: group.id, amount: 2, job: "b" }),
      anEvent({ organization: group.id, amount: 9 }),
      anEvent({ person: ann.id, amount: 100 }),
    );
    const asked = { meter: "gpu_hours", ...november };

    expect(await usageByMember(db, site, { organizationId: lab.id, ...asked })).toMatchObject([
      { id: null, amount: 9n * HOUR },
      { id: bob.id, name: "Bob", amount: 4n * HOUR },
      { id: ann.id, name: "Ann", amount: HOUR },
    ]);
    expect(await usageTop(db, site, { by: "organization", limit: 2, ...asked })).toMatchObject([
      { id: null, amount: 100n * HOUR },
      { id: group.id, name: group.name, amount: 13n * HOUR },
    ]);
    const jobs = await topJobs(db, site, {
      subject: { scope: "organization", organizationId: lab.id },
      limit: 5,
      ...asked,
    });
    expect(jobs).toMatchObject([
      { job: "b", personId: bob.id, personName: "Bob", amount: 4n * HOUR, events: 2 },
      { job: "a", personName: "Ann", amount: HOUR, events: 1 },
    ]);
  });

  it("looks at the jobs of the last seven days only, up to now", async () => {
    const { site, ann, lab } = await given();
    await send(
      site,
      anEvent({ person: ann.id, organization: lab.id, job: "old", time: later(-8 * DAY) }),
      anEvent({ person: ann.id, organization: lab.id, job: "recent", time: later(-6 * DAY) }),
    );
    const jobs = await topJobs(site.db, site, {
      subject: { scope: "tenant" },
      meter: "gpu_hours",
      limit: 5,
      ...november,
    });
    expect(jobs.map(({ job }) => job)).toEqual(["recent"]);
  });
});
