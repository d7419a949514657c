/** Somebody among siblings: an account (an organization) with its children, or a user (a person). */
export type ShareNode = ShareAccount | ShareUser;

interface Share {
  readonly id: string;
  readonly name: string;
  /** How much it counts among its siblings. */
  readonly shares: number;
}

export interface ShareAccount extends Share {
  readonly kind: "account";
  /** True: it has no standing of its own; its children stand among its siblings (Slurm's Fairshare=parent). */
  readonly isTransparent?: boolean;
  /** Used here by nobody who still competes: those who have left, machines. */
  readonly ownUsage?: number;
  /** Of that, what is reserved and not yet used. */
  readonly ownReserved?: number;
  readonly children: readonly ShareNode[];
}

export interface ShareUser extends Share {
  readonly kind: "user";
  /** Decayed, in any unit, the same for all. */
  readonly usage: number;
  /** Of that, what is reserved and not yet used. */
  readonly reserved?: number;
}

/** The whole tree; its own shares mean nothing. */
export type ShareTree = Pick<ShareAccount, "children">;

/** What a node and all below it have used. */
export function usageOf(node: ShareNode): number {
  if (node.kind === "user") return node.usage;
  return node.children.reduce((sum, child) => sum + usageOf(child), node.ownUsage ?? 0);
}

/** Of what a node and all below it have used, what is only reserved yet. */
export function reservedOf(node: ShareNode): number {
  if (node.kind === "user") return node.reserved ?? 0;
  return node.children.reduce((sum, child) => sum + reservedOf(child), node.ownReserved ?? 0);
}

/** The children as they compete with each other: those of transparent accounts in place of these. */
export function siblingsIn({ children }: ShareTree): readonly ShareNode[] {
  return children.flatMap((child) => (child.kind === "account" && child.isTransparent ? siblingsIn(child) : [child]));
}

/** All users, in the tree's order. */
export function usersIn(tree: ShareTree): readonly ShareUser[] {
  return tree.children.flatMap((child) => (child.kind === "user" ? [child] : usersIn(child)));
}
