import type { QuotaGrant } from "../../storage/generated/client.ts";
import type { Units } from "../meters/meter.ts";
import type { LimitState } from "./limit.ts";

/** The limit's own place in the order in which it and its grants are used, as allowance.ts has it. */
const BASE_PRIORITY = 5;

type Burning = Pick<QuotaGrant, "id" | "priority" | "expiresAt" | "createdAt">;

/**
 * What is left of each grant in the present window, by grant: the limit and its grants are used by priority, earlier end,
 * earlier creation, id (semantics E5). Of several windows the first that the grant adds to counts.
 */
export function remainders(states: readonly LimitState[], grants: readonly Burning[]): ReadonlyMap<string, Units> {
  const left = new Map<string, Units>();
  for (const state of states) {
    for (const [id, units] of leftIn(state, grants)) if (!left.has(id)) left.set(id, units);
  }
  return left;
}

function leftIn({ limit, additions, used }: LimitState, grants: readonly Burning[]): readonly [string, Units][] {
  const given = new Map(additions.flatMap(({ kind, id, amount }) => (isGrant(kind) && id ? [[id, amount]] : [])));
  const burning = grants.filter(({ id }) => given.has(id)).toSorted(inBurnOrder);
  let rest = used;
  const burn = (amount: Units): Units => {
    const taken = rest < amount ? rest : amount;
    rest -= taken;
    return amount - taken;
  };
  const early = burning.filter(({ priority }) => priority < BASE_PRIORITY);
  const late = burning.filter(({ priority }) => priority >= BASE_PRIORITY);
  const first = early.map(({ id }): [string, Units] => [id, burn(given.get(id) ?? 0n)]);
  burn(limit.amount ?? 0n);
  return [...first, ...late.map(({ id }): [string, Units] => [id, burn(given.get(id) ?? 0n)])];
}

function isGrant(kind: LimitState["additions"][number]["kind"]): boolean {
  return kind === "grant" || kind === "rollover";
}

function inBurnOrder(one: Burning, other: Burning): number {
  const ends = [one, other].map(({ expiresAt }) => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER);
  return (
    one.priority - other.priority ||
    (ends[0] ?? 0) - (ends[1] ?? 0) ||
    one.createdAt.getTime() - other.createdAt.getTime() ||
    (one.id < other.id ? -1 : 1)
  );
}
