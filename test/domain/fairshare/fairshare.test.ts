import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classicShares } from "../../../src/domain/fairshare/classic.ts";
import { decayed, decayedSum } from "../../../src/domain/fairshare/decay.ts";
import { fairTree, levelsIn } from "../../../src/domain/fairshare/fair-tree.ts";
import { usersIn } from "../../../src/domain/fairshare/share-tree.ts";
import type { ShareAccount, ShareNode, ShareUser } from "../../../src/domain/fairshare/share-tree.ts";

const user = (id: string, usage: number, shares = 1): ShareUser => ({ kind: "user", id, name: id, shares, usage });
const account = (id: string, shares: number, ...children: ShareNode[]): ShareAccount => ({
  kind: "account",
  id,
  name: id,
  shares,
  children,
});

/** The example of Slurm's documentation: use in parts of the machine, of which 0.3 were idle. */
const documented = {
  children: [
    account("A", 40, account("B", 30, user("1", 0.2)), account("C", 10, user("2", 0.25), user("3", 0))),
    account("D", 60, account("E", 25, user("4", 0.25)), account("F", 35, user("5", 0))),
  ],
};

describe("classicShares", () => {
  it("weighs the siblings' use in", () => {
    const found = classicShares(documented, { total: 1 });
    expect(["A", "D", "B", "C", "E", "F"].map((id) => found.get(id)?.effectiveUsage.toFixed(4))).toEqual([
      "0.4500",
      "0.2500",
      "0.3875",
      "0.3000",
      "0.2500",
      "0.1458",
    ]);
    expect(["1", "2", "3", "4", "5"].map((id) => found.get(id)?.effectiveUsage.toFixed(4))).toEqual([
      "0.3875",
      "0.2750",
      "0.1500",
      "0.2500",
      "0.1458",
    ]);
    expect(found.get("A")?.normalizedShares).toBe(0.4);
  });

  it("gives the factors of the documentation to six digits", () => {
    const found = classicShares(documented, { total: 1 });
    expect(["1", "2", "3", "4", "5"].map((id) => found.get(id)?.factor.toFixed(6))).toEqual([
      "0.408479",
      "0.022097",
      "0.125000",
      "0.500000",
      "0.749154",
    ]);
  });

  it("is 0.5 for whoever used exactly their share, and 1 for who used nothing", () => {
    const found = classicShares({ children: [user("a", 5), user("b", 5)] });
    expect([found.get("a")?.factor, found.get("b")?.factor]).toEqual([0.5, 0.5]);
    expect(classicShares({ children: [user("a", 0), user("b", 0)] }).get("a")?.factor).toBe(1);
  });

  it("is damped when asked", () => {
    expect(classicShares({ children: [user("a", 5), user("b", 5)] }, { damping: 2 }).get("a")?.factor).toBeCloseTo(
      2 ** -0.5,
    );
  });
});

const ranks = (...children: ShareNode[]) =>
  Object.fromEntries([...fairTree({ children })].map(([id, { rank, factor }]) => [id, [rank, factor]]));

describe("fairTree", () => {
  it("orders by Level FS, depth first", () => {
    expect(
      ranks(account("busy", 1, user("b1", 50), user("b2", 30)), account("quiet", 1, user("q1", 15), user("q2", 5))),
    ).toEqual({ q2: [1, 1], q1: [2, 0.75], b2: [3, 0.5], b1: [4, 0.25] });
  });

  it("puts what is unused first", () => {
    expect(ranks(user("a", 0), user("b", 1))).toEqual({ a: [1, 1], b: [2, 0.5] });
    expect(levelsIn({ children: [user("a", 0), user("b", 1)] }).map(({ levelFs }) => levelFs)).toEqual([Infinity, 0.5]);
  });

  it("lets equal users share a rank", () => {
    expect(ranks(user("a", 1), user("b", 1), user("c", 2))).toEqual({ a: [1, 1], b: [1, 1], c: [3, 1 / 3] });
  });

  it("gives a user who is equal to an account the rank of that account's best", () => {
    expect(ranks(user("a", 2), account("x", 1, user("x1", 2), user("x2", 0)))).toEqual({
      a: [1, 1],
      x2: [1, 1],
      x1: [3, 1 / 3],
    });
  });

  it("takes equal accounts as one", () => {
    expect(ranks(account("x", 1, user("x1", 3), user("x2", 1)), account("y", 1, user("y1", 2), user("y2", 2)))).toEqual(
      { x2: [1, 1], y1: [2, 0.75], y2: [2, 0.75], x1: [4, 0.25] },
    );
  });

  it("lets the children of an account without standing compete with its siblings", () => {
    const transparent = { ...account("x", 1, user("x1", 1), user("x2", 3)), isTransparent: true };
    expect(ranks(transparent, user("a", 2))).toEqual({ x1: [1, 1], a: [2, 2 / 3], x2: [3, 1 / 3] });
  });

  it("holds that everybody in a better account comes before everybody in a worse one", () => {
    fc.assert(
      fc.property(trees, (children) => {
        const found = fairTree({ children });
        const factors = (node: ShareNode) =>
          (node.kind === "user" ? [node] : usersIn(node)).map(({ id }) => found.get(id)?.factor ?? Number.NaN);
        expect(found.size).toBe(usersIn({ children }).length);
        const wrong = betterAndWorse({ children }).filter(
          ([better, worse]) => Math.min(...factors(better)) <= Math.max(...factors(worse)),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});

type Pair = readonly [better: ShareNode, worse: ShareNode];

/** Pairs of siblings with users, at every level, of which the first has the higher Level FS. */
function betterAndWorse(place: { readonly children: readonly ShareNode[] }): readonly Pair[] {
  const levels = levelsIn(place).filter(({ node }) => node.kind === "user" || usersIn(node).length > 0);
  const here = levels.flatMap((one) =>
    levels.filter((other) => one.levelFs > other.levelFs).map((other) => [one.node, other.node] as const),
  );
  return [...here, ...place.children.flatMap((child) => (child.kind === "account" ? betterAndWorse(child) : []))];
}

let counter = 0;
const shares = fc.integer({ min: 1, max: 5 });
const { tree: trees } = fc.letrec<{ tree: ShareNode[]; node: ShareNode }>((tie) => ({
  tree: fc.array(tie("node"), { maxLength: 4, depthIdentifier: "tree" }),
  node: fc.oneof(
    { depthIdentifier: "tree", maxDepth: 4 },
    fc
      .record({ usage: fc.integer({ min: 0, max: 4 }), shares })
      .map(({ usage, shares }) => user(`u${counter++}`, usage, shares)),
    fc
      .record({ children: tie("tree"), shares })
      .map(({ children, shares }) => account(`a${counter++}`, shares, ...children)),
  ),
}));

const DAY = 86_400_000;

describe("decayed", () => {
  it("halves with each half-life", () => {
    expect(decayed(80, 7 * DAY, 7)).toBe(40);
    expect(decayed(80, 14 * DAY, 7)).toBe(20);
    expect(decayed(80, 0, 7)).toBe(80);
  });

  it("does not decay where the half-life is 0", () => {
    expect(decayed(80, 1_000 * DAY, 0)).toBe(80);
  });

  it("comes to the same in one step as in two", () => {
    const lengths = fc.integer({ min: 0, max: 60 * DAY });
    fc.assert(
      fc.property(fc.float({ min: 0, max: 1e6, noNaN: true }), lengths, lengths, (usage, first, second) => {
        expect(decayed(decayed(usage, first, 7), second, 7)).toBeCloseTo(decayed(usage, first + second, 7), 6);
      }),
    );
  });

  it("adds up uses, each since it happened", () => {
    const now = new Date("2026-11-21T00:00:00Z");
    const ago = (days: number, amount: number) => ({ at: new Date(now.getTime() - days * DAY), amount });
    expect(decayedSum([ago(0, 10), ago(7, 10), ago(14, 10), ago(-1, 1_000)], now, 7)).toBe(17.5);
  });
});
