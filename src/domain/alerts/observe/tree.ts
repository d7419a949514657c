import type { Transaction } from "../../../storage/database.ts";

export interface Placed {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** All organizations that are there, for what is looked at by the clock. */
export interface Tree {
  find(id: string): Placed | undefined;
  /** It and those above it, nearest first; of one that was deleted, none. */
  chain(id: string): readonly Placed[];
}

export async function readTree(tx: Transaction, tenantId: string): Promise<Tree> {
  const rows = await tx.organization.findMany({
    where: { tenantId, deletedAt: null },
    select: { id: true, name: true, parentId: true },
  });
  const byId = new Map<string, Placed>(rows.map((row) => [row.id, row]));
  return {
    find: (id) => byId.get(id),
    chain(id) {
      const found: Placed[] = [];
      for (let next = byId.get(id); next && !found.includes(next); next = byId.get(next.parentId ?? ""))
        found.push(next);
      return found;
    },
  };
}
