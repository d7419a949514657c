import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rolledOver, runCredit } from "../../../src/domain/quotas/credit.ts";
import type { CreditGrant } from "../../../src/domain/quotas/credit.ts";

const day = (number: number, month = 6) => new Date(Date.UTC(2026, month - 1, number));

const aGrant = (wish: Partial<CreditGrant> & { id: string }): CreditGrant => ({
  amount: 10n,
  priority: 1,
  effectiveAt: day(1),
  expiresAt: null,
  voidedAt: null,
  createdAt: day(1),
  minRollover: 0n,
  maxRollover: null,
  recursAt: [],
  ...wish,
});

interface Use {
  readonly at: Date;
  readonly amount: bigint;
}

const usedBetween = (uses: readonly Use[]) => (from: Date, to: Date) =>
  uses.filter(({ at }) => at >= from && at < to).reduce((sum, { amount }) => sum + amount, 0n);

interface Wish {
  readonly grants: readonly CreditGrant[];
  readonly uses?: readonly Use[];
  readonly resetsAt?: readonly Date[];
  readonly to?: Date;
}

const run = ({ grants, uses = [], resetsAt = [], to = day(30) }: Wish) =>
  runCredit({ grants, resetsAt, from: day(1), to, usedBetween: usedBetween(uses) });

const left = (wish: Wish) => Object.fromEntries(run(wish).grants.map(({ id, remaining }) => [id, remaining]));

describe("rolledOver", () => {
  it.each<[bigint, bigint, bigint, bigint]>([
    [30n, 0n, 100n, 30n],
    [30n, 0n, 0n, 0n],
    [5n, 20n, 100n, 20n],
    [80n, 0n, 50n, 50n],
  ])("keeps of %d with at least %d and at most %d: %d", (before, minRollover, maxRollover, kept) => {
    expect(rolledOver(before, { amount: 100n, minRollover, maxRollover })).toBe(kept);
  });

  it("keeps at most the grant's own amount where nothing is said", () => {
    expect(rolledOver(120n, { amount: 100n, minRollover: 0n, maxRollover: null })).toBe(100n);
  });
});

describe("runCredit", () => {
  it("burns by priority, then the earlier expiry", () => {
    const grants = [
      aGrant({ id: "A", expiresAt: day(10) }),
      aGrant({ id: "B" }),
      aGrant({ id: "C", priority: 0, amount: 5n }),
    ];
    expect(left({ grants, uses: [{ at: day(2), amount: 12n }], to: day(5) })).toEqual({ A: 3n, B: 10n, C: 0n });
  });

  it("burns the earlier created first, then the lower id", () => {
    const grants = [
      aGrant({ id: "b" }),
      aGrant({ id: "a" }),
      aGrant({ id: "c", createdAt: new Date(day(1).getTime() - 1) }),
    ];
    expect(left({ grants, uses: [{ at: day(2), amount: 15n }] })).toEqual({ a: 5n, b: 10n, c: 0n });
  });

  it("lets a grant end with its expiry, exclusive", () => {
    const grants = [aGrant({ id: "A", expiresAt: day(10) })];
    expect(run({ grants, to: new Date(day(10).getTime() - 1) }).balance).toBe(10n);
    expect(run({ grants, to: day(10) }).balance).toBe(0n);
  });

  it("keeps what a voided grant has covered", () => {
    const grants = [aGrant({ id: "A", voidedAt: day(10) })];
    const found = run({ grants, uses: [{ at: day(5), amount: 4n }] });
    expect(found).toMatchObject({ balance: 0n, overage: 0n, grants: [{ id: "A", remaining: 0n, burned: 4n }] });
  });

  it("counts what nothing covers as overage, which the next grant makes good", () => {
    const grants = [aGrant({ id: "A" }), aGrant({ id: "B", effectiveAt: day(10), amount: 50n })];
    const uses = [{ at: day(2), amount: 30n }];
    expect(run({ grants, uses, to: day(5) })).toMatchObject({ balance: 0n, overage: 20n });
    expect(run({ grants, uses, to: day(10) })).toMatchObject({ balance: 30n, overage: 0n });
  });

  it("forgets overage at a reset and keeps what may roll over", () => {
    const grants = [aGrant({ id: "A", amount: 100n, maxRollover: 50n })];
    const found = run({ grants, uses: [{ at: day(2), amount: 20n }], resetsAt: [day(1), day(15)] });
    expect(found.balance).toBe(50n);
    const over = run({ grants, uses: [{ at: day(2), amount: 120n }], resetsAt: [day(1), day(15)] });
    expect(over).toMatchObject({ balance: 0n, overage: 0n });
  });

  it("gives a recurring grant anew, whatever was left", () => {
    const grants = [aGrant({ id: "A", recursAt: [day(10), day(20)] })];
    expect(run({ grants, uses: [{ at: day(2), amount: 7n }], to: day(9) }).balance).toBe(3n);
    expect(run({ grants, uses: [{ at: day(2), amount: 7n }], to: day(25) }).balance).toBe(10n);
  });

  it("tells the history segment by segment", () => {
    const grants = [aGrant({ id: "A", expiresAt: day(10) }), aGrant({ id: "B" })];
    const uses = [
      { at: day(3), amount: 4n },
      { at: day(12), amount: 13n },
    ];
    expect(run({ grants, uses }).segments).toEqual([
      { from: day(1), to: day(10), used: 4n, burned: [{ id: "A", amount: 4n }], overage: 0n },
      { from: day(10), to: day(30), used: 13n, burned: [{ id: "B", amount: 10n }], overage: 3n },
    ]);
  });

  const days = fc.integer({ min: 1, max: 28 }).map((number) => day(number));
  const grants = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      amount: fc.bigInt({ min: 1n, max: 100n }),
      priority: fc.integer({ min: 0, max: 2 }),
      effectiveAt: days,
      expiresAt: fc.option(days),
      voidedAt: fc.option(days),
      createdAt: days,
      minRollover: fc.constant(0n),
      maxRollover: fc.option(fc.bigInt({ min: 0n, max: 100n })),
      recursAt: fc.constant<Date[]>([]),
    }),
    { selector: ({ id }) => id, maxLength: 6 },
  );
  const uses = fc.array(fc.record({ at: days, amount: fc.bigInt({ min: 0n, max: 60n }) }), { maxLength: 12 });

  it("loses no unit: what was used since the reset is covered or overage, and no grant gives more than it has", () => {
    fc.assert(
      fc.property(grants, uses, fc.option(days), (grants, uses, reset) => {
        const resetsAt = reset ? [reset] : [];
        const found = run({ grants, uses, resetsAt });
        const since = reset ?? day(1);
        const used = usedBetween(uses)(since, day(30));
        const burned = found.grants.reduce((sum, grant) => sum + grant.burned, 0n);
        expect(burned + found.overage).toBe(used);
        expect(found.balance > 0n && found.overage > 0n).toBe(false);
        const whole = run({ grants, uses });
        for (const { id, remaining, burned } of whole.grants)
          expect(remaining + burned <= (grants.find((grant) => grant.id === id)?.amount ?? 0n)).toBe(true);
      }),
    );
  });

  it("comes to the same, however finely the history is told", () => {
    fc.assert(
      fc.property(grants, uses, fc.array(days, { maxLength: 4 }), (grants, uses, cuts) => {
        const harmless = cuts.map((at, index) =>
          aGrant({ id: `cut-${index}`, amount: 0n, effectiveAt: at, expiresAt: null }),
        );
        const plain = run({ grants, uses });
        const cut = run({ grants: [...grants, ...harmless], uses });
        expect([cut.balance, cut.overage]).toEqual([plain.balance, plain.overage]);
      }),
    );
  });
});
