import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairnessReport } from "../../../src/domain/fairshare/fairness.ts";
import { fitsCohort } from "../../../src/domain/quotas/cohort.ts";
import type { CohortMember } from "../../../src/domain/quotas/cohort.ts";

const member = (id: string, nominal: bigint, wish: Partial<CohortMember> = {}): CohortMember => ({
  id,
  nominal,
  borrowingLimit: null,
  lendingLimit: null,
  ...wish,
});

const used = (uses: Readonly<Record<string, bigint>>) => new Map(Object.entries(uses));

describe("fairnessReport", () => {
  it("finds nobody starved while nobody borrows", () => {
    const report = fairnessReport([member("a", 9n), member("b", 12n)], used({ a: 9n, b: 2n }));
    expect(report).toMatchObject({ reclaimable: 0n, pairs: [] });
    expect(report.members).toMatchObject([
      { idle: 0n, starved: 0n },
      { idle: 10n, starved: 0n },
    ]);
  });

  it("says who lacks what to whom", () => {
    const report = fairnessReport([member("a", 9n), member("b", 12n)], used({ a: 20n, b: 0n }));
    expect(report.members).toEqual([
      { id: "a", used: 20n, nominal: 9n, borrowed: 11n, idle: 0n, starved: 0n },
      { id: "b", used: 0n, nominal: 12n, borrowed: 0n, idle: 1n, starved: 11n },
    ]);
    expect(report).toMatchObject({ reclaimable: 11n, pairs: [{ starved: "b", borrower: "a", amount: 11n }] });
  });

  it("does not count as lacking what is guaranteed", () => {
    const members = [member("a", 9n), member("b", 12n, { lendingLimit: 1n })];
    expect(fairnessReport(members, used({ a: 10n })).members[1]).toMatchObject({ idle: 11n, starved: 1n });
  });

  const amounts = fc.bigInt({ min: 0n, max: 20n });
  const cohorts = fc
    .array(fc.record({ nominal: amounts, lendingLimit: fc.option(amounts), use: amounts }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((all) => all.map((one, index) => ({ ...one, id: `${index}`, borrowingLimit: null })));

  it("calls idle exactly what its owner could take at once", () => {
    fc.assert(
      fc.property(cohorts, (members) => {
        const uses = new Map<string, bigint>();
        for (const { id, use } of members) if (fitsCohort(members, uses, { id, amount: use })) uses.set(id, use);
        const wrong = fairnessReport(members, uses).members.filter(({ id, idle, starved }) => {
          const isToBeHad = fitsCohort(members, uses, { id, amount: idle });
          return !isToBeHad || (starved > 0n && fitsCohort(members, uses, { id, amount: idle + 1n }));
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it("gives back no more than is borrowed, and covers all that is lacking where it can", () => {
    fc.assert(
      fc.property(cohorts, (members) => {
        const uses = new Map(members.map(({ id, use }) => [id, use]));
        const report = fairnessReport(members, uses);
        const sum = (name: "borrowed" | "starved") => report.members.reduce((all, one) => all + one[name], 0n);
        const [borrowed, starved] = [sum("borrowed"), sum("starved")];
        expect(report.reclaimable).toBe(borrowed < starved ? borrowed : starved);
      }),
    );
  });
});
