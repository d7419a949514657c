import { siblingsIn, usageOf, usersIn } from "./share-tree.ts";
import type { ShareNode, ShareTree, ShareUser } from "./share-tree.ts";

export interface FairRank {
  readonly id: string;
  /** 1 for the first. */
  readonly rank: number;
  /** 1 for the first, 1 ÷ users for the last. */
  readonly factor: number;
}

/** Where a node stands among its siblings. */
export interface Level {
  readonly id: string;
  /** Its part of its siblings' shares. */
  readonly shares: number;
  /** Its part of its siblings' use. */
  readonly usage: number;
  /** shares ÷ usage; Infinity for what is unused. */
  readonly levelFs: number;
}

/**
 * Slurm's Fair Tree, for each user by id (semantics E7): children are ordered by Level FS = shares ÷ usage among
 * siblings, depth first, so that everybody in a better account comes before everybody in a worse one; the factor is the
 * rank from the end ÷ users. Equal users share a rank, a user equal to an account has the rank of that account's best, equal accounts
 * are taken as one.
 */
export function fairTree(tree: ShareTree): ReadonlyMap<string, FairRank> {
  const count = usersIn(tree).length;
  const groups = ranked([tree]);
  const found = new Map<string, FairRank>();
  let before = 0;
  for (const users of groups) {
    for (const { id } of users) found.set(id, { id, rank: before + 1, factor: (count - before) / count });
    before += users.length;
  }
  return found;
}

/** How the children of a place compare with each other, best first. */
export function levelsIn(place: ShareTree): readonly (Level & { readonly node: ShareNode })[] {
  const siblings = siblingsIn(place);
  const allShares = siblings.reduce((sum, { shares }) => sum + shares, 0);
  const used = siblings.map((node) => ({ node, used: usageOf(node) }));
  const allUsed = used.reduce((sum, { used }) => sum + used, 0);
  return used
    .map(({ node, used }) => {
      const shares = allShares === 0 ? 0 : node.shares / allShares;
      const usage = allUsed === 0 ? 0 : used / allUsed;
      return { id: node.id, node, shares, usage, levelFs: levelFsOf(shares, usage) };
    })
    .toSorted((one, other) => compared(other.levelFs, one.levelFs));
}

function levelFsOf(shares: number, usage: number): number {
  if (shares === 0) return 0;
  return usage === 0 ? Infinity : shares / usage;
}

function compared(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The users of some equal places in their order, those of one rank together. */
function ranked(places: readonly ShareTree[]): readonly (readonly ShareUser[])[] {
  const levels = places
    .flatMap((place) => levelsIn(place))
    .toSorted((one, other) => compared(other.levelFs, one.levelFs));
  return tied(levels).flatMap((nodes) => {
    const users = nodes.filter((node) => node.kind === "user");
    const [best = [], ...rest] = ranked(nodes.filter((node) => node.kind === "account"));
    const first = [...users, ...best];
    return first.length === 0 ? rest : [first, ...rest];
  });
}

/** Neighbours of the same Level FS together. */
function tied(
  levels: readonly { readonly node: ShareNode; readonly levelFs: number }[],
): readonly (readonly ShareNode[])[] {
  const groups: { readonly levelFs: number; readonly nodes: ShareNode[] }[] = [];
  for (const { node, levelFs } of levels) {
    const last = groups.at(-1);
    if (last?.levelFs === levelFs) last.nodes.push(node);
    else groups.push({ levelFs, nodes: [node] });
  }
  return groups.map(({ nodes }) => nodes);
}
