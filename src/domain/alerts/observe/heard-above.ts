import type { Transaction } from "../../../storage/database.ts";
import type { Context } from "../../context.ts";
import { chainOf } from "../../organizations/tree.ts";
import type { AlertKind } from "../kinds.ts";

/** "<kind> <organization's id>" where a channel that is not that organization's own hears of the kind. */
export type HeardAbove = ReadonlySet<string>;

export const nobodyAbove: HeardAbove = new Set();

interface Named {
  readonly kind: AlertKind;
  readonly giverId: string | null;
}

/**
 * For which organizations' rules somebody else is to be told what everybody gets all the same: their rules take its place
 * for what is their own only. Nothing is read where no rule is an organization's.
 */
export async function readHeardAbove(
  { tx, context }: { readonly tx: Transaction; readonly context: Pick<Context, "tenantId"> },
  rules: readonly Named[],
): Promise<HeardAbove> {
  const own = rules.flatMap(({ kind, giverId }) => (giverId === null ? [] : [{ kind, giverId }]));
  if (own.length === 0) return nobodyAbove;

  const subscriptions = await tx.alertSubscription.findMany({
    where: { tenantId: context.tenantId, deletedAt: null, purpose: "alerts" },
    select: { organizationId: true, kinds: true },
  });
  const heard = new Set<string>();
  for (const { kind, giverId } of own) {
    const places = subscriptions
      .filter(({ kinds }) => kinds.includes(kind))
      .map(({ organizationId }) => organizationId);
    if (places.includes(null) || (await areAbove(tx, context, { places, giverId }))) heard.add(`${kind} ${giverId}`);
  }
  return heard;
}

async function areAbove(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { places, giverId }: { readonly places: readonly (string | null)[]; readonly giverId: string },
): Promise<boolean> {
  if (places.every((place) => place === giverId)) return false;
  const chain = await chainOf(tx, { tenantId, organizationId: giverId });
  return chain.some(({ id }) => id !== giverId && places.includes(id));
}
