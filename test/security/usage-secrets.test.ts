import { describe, expect, it } from "vitest";
import { showFairShare, listFairShares } from "../../src/domain/fairshare/show-fairshare.ts";
import { listLoans } from "../../src/domain/loans/list-loans.ts";
import { explainPlan } from "../../src/domain/plans/explain-plan.ts";
import { showOrganizationPlan } from "../../src/domain/plans/show-organization-plan.ts";
import { checkQuota } from "../../src/domain/quotas/check-quota.ts";
import { explainQuota } from "../../src/domain/quotas/explain-quota.ts";
import { listGrants } from "../../src/domain/quotas/list-grants.ts";
import { listQuotas } from "../../src/domain/quotas/list-quotas.ts";
import { setQuota } from "../../src/domain/quotas/set-quota.ts";
import { showLimits } from "../../src/domain/quotas/show-limits.ts";
import type { CountedSubject } from "../../src/domain/quotas/subject.ts";
import { exportUsage } from "../../src/domain/reports/export-usage.ts";
import { rankUsage } from "../../src/domain/reports/rank-usage.ts";
import { showMeterUsage, showUsage } from "../../src/domain/reports/show-usage.ts";
import { showUsageByMember } from "../../src/domain/reports/usage-by-member.ts";
import { readEnd } from "../../src/commands/args/until.ts";
import type { Context } from "../../src/domain/context.ts";
import { anOrganization, aPerson, aTenant, contextOf, later, newId, NOON, problemOf } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aLimit, GPU } from "../support/limited.ts";

const database = useDatabase();
const period = { from: NOON, to: later(86_400_000) };

type Look = (context: Context, subject: CountedSubject) => Promise<unknown>;

const organizationOf = (subject: CountedSubject) => ("organizationId" in subject ? subject.organizationId : newId());
const personOf = (subject: CountedSubject) => ("personId" in subject ? subject.personId : newId());
const memberOf = (subject: CountedSubject) => ({
  organizationId: organizationOf(subject),
  personId: personOf(subject),
});

const looks: Readonly<Record<string, Look>> = {
  showLimits: (context, subject) => showLimits(context, { subject }),
  explainQuota: (context, subject) => explainQuota(context, { subject, meter: GPU }),
  checkQuota: (context, subject) => checkQuota(context, { subject, meter: GPU, amount: 1n }),
  listGrants: (context, subject) => listGrants(context, { subject }),
  showUsage: (context, subject) => showUsage(context, { subject, period }),
  showMeterUsage: (context, subject) => showMeterUsage(context, { subject, period, meter: GPU }),
  exportUsage: (context, subject) => exportUsage(context, { subject, period }),
  listQuotas: (context, subject) => listQuotas(context, { organizationId: organizationOf(subject) }),
  rankUsage: (context, subject) =>
    rankUsage(context, { by: "person", meter: GPU, period, limit: 5, organizationId: organizationOf(subject) }),
  showUsageByMember: (context, subject) =>
    showUsageByMember(context, { organizationId: organizationOf(subject), period, meters: ["gpu_hours"] }),
  listLoans: (context, subject) => listLoans(context, { organizationId: organizationOf(subject) }),
  showFairShare: (context, subject) => showFairShare(context, { member: memberOf(subject) }),
  listFairShares: (context, subject) => listFairShares(context, { organizationId: organizationOf(subject) }),
  explainPlan: (context, subject) => explainPlan(context, { personId: personOf(subject) }),
  showOrganizationPlan: (context, subject) =>
    showOrganizationPlan(context, { organizationId: organizationOf(subject) }),
};

async function aLab(into?: World) {
  const world = into ?? (await aTenant(database.db));
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { name: "Secret Lab", members: [[bob, "owner"]] });
  await aLimit(world, { scope: "organization", organizationId: lab.id }, { hours: 77 });
  return { world, bob, lab };
}

/** Every way to name somebody, or a place, by ids. */
function subjects(personId: string, organizationId: string, me: SomePerson): readonly CountedSubject[] {
  return [
    { scope: "person", personId },
    { scope: "organization", organizationId },
    { scope: "member", organizationId, personId },
    { scope: "member", organizationId, personId: me.id },
  ];
}

describe("what somebody uses and may use", () => {
  it.each(Object.entries(looks))("%s tells strangers nothing, nor whether it is there", async (name, look) => {
    const { world, bob, lab } = await aLab();
    const stranger = await aPerson(world, { name: "Stranger" });
    await anOrganization(world, { members: [[stranger, "owner"]] });
    const other = await aLab();
    const ask = (person: string, organization: string) =>
      Promise.all(
        subjects(person, organization, stranger).map((subject) => problemOf(look(contextOf(world, stranger), subject))),
      );

    const outcomes = await ask(bob.id, lab.id);
    // Everybody sees their own plan.
    const refused = name === "explainPlan" ? outcomes.slice(0, 3) : outcomes;
    expect(refused).not.toContain("nothing was refused");
    expect(JSON.stringify(outcomes)).not.toMatch(/Secret|77|Bob/u);
    expect(await ask(newId(), newId())).toEqual(outcomes);
    expect(await ask(other.bob.id, other.lab.id)).toEqual(outcomes);
  });

  it("stays within the installation for its highest, too", async () => {
    const { bob, lab } = await aLab();
    const elsewhere = await aTenant(database.db);
    const root = await aPerson(elsewhere, { name: "Root", role: "super_admin" });
    for (const look of Object.values(looks))
      for (const subject of subjects(bob.id, lab.id, root)) {
        const outcome = await look(contextOf(elsewhere, root), subject).then(
          (found) =>
            JSON.stringify(found, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
          () => "",
        );
        expect(outcome).not.toMatch(/Secret|Bob/u);
      }
  });
});

describe("limits at the ends of the calendar", () => {
  it.each(["anchored:day:9999-12-31", "anchored:year:9999-12-31", "anchored:month:1970-01-31", "rolling:92d"])(
    "are taken, or refused in words: %s",
    async (window) => {
      const { world, lab } = await aLab();
      const root = await aPerson(world, { name: "Root", role: "super_admin" });
      const context = contextOf(world, root);
      const subject = { scope: "organization", organizationId: lab.id } as const;
      await setQuota(context, { subject, meter: GPU, amount: 1n, window });
      expect((await showLimits(context, { subject })).states.map(({ limit }) => limit.window)).toContain(window);
    },
  );

  it.each(["9999-12-31", "9999-12-31t23:59:59-14:00", "+275760-09-13T00:00:00Z", "99999999d", "31 dec 9999"])(
    "end on no such day: %s",
    (text) => expect(readEnd(text, { now: NOON, timeZone: "UTC" })).toBeUndefined(),
  );
});
