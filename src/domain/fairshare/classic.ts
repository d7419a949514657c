import { siblingsIn, usageOf } from "./share-tree.ts";
import type { ShareNode, ShareTree } from "./share-tree.ts";

export interface ClassicShare {
  readonly id: string;
  /** Its part of everything, by the shares down the tree. */
  readonly normalizedShares: number;
  /** Its part of all that was used. */
  readonly usage: number;
  /** The same with its siblings' use weighed in. */
  readonly effectiveUsage: number;
  /** 1 for unused, 0.5 for exactly its share used. */
  readonly factor: number;
}

interface Above {
  readonly shares: number;
  readonly effectiveUsage: number;
}

/**
 * Slurm's classic fair-share, for each account and user by id (semantics E7): F = 2^(−U_E ÷ S ÷ d), with
 * S = product of the share ratios down the tree, and U_E = U_A + (U_E of the parent − U_A) × shares ÷ siblings' shares,
 * at the top U_E = U_A. d is the damping factor; `total` what use is a part of, if more than all of the tree's.
 */
export function classicShares(
  tree: ShareTree,
  { damping = 1, total = totalOf(tree) }: { readonly damping?: number; readonly total?: number } = {},
): ReadonlyMap<string, ClassicShare> {
  const found = new Map<string, ClassicShare>();
  visit(tree, undefined);
  return found;

  function visit(place: ShareTree, above: Above | undefined): void {
    const siblings = siblingsIn(place);
    const allShares = siblings.reduce((sum, { shares }) => sum + shares, 0);
    for (const node of siblings) {
      const ratio = allShares === 0 ? 0 : node.shares / allShares;
      const one = shareOf(node, { ratio, above, total, damping });
      found.set(node.id, one);
      if (node.kind === "account") visit(node, { shares: one.normalizedShares, effectiveUsage: one.effectiveUsage });
    }
  }
}

function totalOf({ children }: ShareTree): number {
  return children.reduce((sum, child) => sum + usageOf(child), 0);
}

interface Standing {
  readonly ratio: number;
  readonly above: Above | undefined;
  readonly total: number;
  readonly damping: number;
}

function shareOf(node: ShareNode, { ratio, above, total, damping }: Standing): ClassicShare {
  const normalizedShares = (above?.shares ?? 1) * ratio;
  const usage = total === 0 ? 0 : usageOf(node) / total;
  const effectiveUsage = above ? usage + (above.effectiveUsage - usage) * ratio : usage;
  const factor = normalizedShares === 0 ? 0 : 2 ** (-effectiveUsage / normalizedShares / damping);
  return { id: node.id, normalizedShares, usage, effectiveUsage, factor };
}
