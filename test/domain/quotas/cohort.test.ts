import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacityOf, fitsCohort, guaranteedOf, mostOf } from "../../../src/domain/quotas/cohort.ts";
import type { CohortMember } from "../../../src/domain/quotas/cohort.ts";

const member = (id: string, nominal: bigint, wish: Partial<CohortMember> = {}): CohortMember => ({
  id,
  nominal,
  borrowingLimit: null,
  lendingLimit: null,
  ...wish,
});

const idle = new Map<string, bigint>();
const most = (members: readonly CohortMember[], id: string) =>
  members.filter((one) => one.id === id).map((one) => mostOf(one, capacityOf(members)))[0];
const fits = (members: readonly CohortMember[], id: string, amount: bigint, used = idle) =>
  fitsCohort(members, used, { id, amount });

describe("a cohort", () => {
  it("lets a use 21 of 9 and 12 while b is idle", () => {
    const members = [member("a", 9n), member("b", 12n)];
    expect(most(members, "a")).toBe(21n);
    expect(fits(members, "a", 21n)).toBe(true);
    expect(fits(members, "a", 22n)).toBe(false);
  });

  it("bounds what a borrows by its borrowing limit", () => {
    const members = [member("a", 9n, { borrowingLimit: 1n }), member("b", 12n)];
    expect(most(members, "a")).toBe(10n);
    expect([fits(members, "a", 10n), fits(members, "a", 11n)]).toEqual([true, false]);
  });

  it("bounds what b lends by its lending limit, and b may still use all", () => {
    const members = [member("a", 9n), member("b", 12n, { lendingLimit: 1n })];
    expect([most(members, "a"), most(members, "b")]).toEqual([10n, 21n]);
    expect([fits(members, "a", 10n), fits(members, "a", 11n), fits(members, "b", 21n)]).toEqual([true, false, true]);
  });

  it("keeps the guaranteed part for its owner while others borrow", () => {
    const members = [member("a", 9n), member("b", 12n, { lendingLimit: 1n })];
    const used = new Map([["a", 10n]]);
    expect([fits(members, "b", 11n, used), fits(members, "b", 12n, used)]).toEqual([true, false]);
  });

  it("has room for what it has besides", () => {
    expect(fitsCohort([member("a", 0n)], idle, { id: "a", amount: 5n }, 5n)).toBe(true);
    expect(fitsCohort([member("a", 0n)], idle, { id: "a", amount: 6n }, 5n)).toBe(false);
    expect(fitsCohort([], idle, { id: "a", amount: 0n })).toBe(false);
  });

  const amounts = fc.bigInt({ min: 0n, max: 20n });
  const members = fc
    .array(fc.record({ nominal: amounts, borrowingLimit: fc.option(amounts), lendingLimit: fc.option(amounts) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) => all.map((one, index) => ({ ...one, id: `${index}` })));
  const asks = fc.array(fc.record({ id: fc.integer({ min: 0, max: 3 }).map(String), amount: amounts }), {
    maxLength: 20,
  });

  it("never lets all together use more than all have, nor takes anybody's guaranteed part", () => {
    fc.assert(
      fc.property(members, asks, (members, asks) => {
        const used = new Map<string, bigint>();
        for (const ask of asks)
          if (fitsCohort(members, used, ask)) used.set(ask.id, (used.get(ask.id) ?? 0n) + ask.amount);
        const total = [...used.values()].reduce((sum, one) => sum + one, 0n);
        expect(total <= members.reduce((sum, { nominal }) => sum + nominal, 0n)).toBe(true);
        const robbed = members.filter((one) => {
          const rest = guaranteedOf(one) - (used.get(one.id) ?? 0n);
          return rest > 0n && !fitsCohort(members, used, { id: one.id, amount: rest });
        });
        expect(robbed).toEqual([]);
      }),
    );
  });
});
