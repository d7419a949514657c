import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import { showAmount } from "../meters/amount.ts";
import type { Units } from "../meters/meter.ts";
import { meterCalled } from "./meter-called.ts";
import type { Giver } from "./giver.ts";
import type { BindingLimit } from "./limit.ts";
import { loadPaths } from "./load-path.ts";
import { requireOwnPool } from "./own-pool.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";
import { breadthOf } from "./window-breadth.ts";

interface Given {
  readonly meter: string;
  readonly window: string;
  /** null: unlimited. */
  readonly amount: Units | null;
}

/**
 * Nobody who gives in an organization's name gives more than its pool has: no more over a window than any pool above
 * allows over the same or a broader one. Refuses with `quota-above-pool`. Parts may add up to more than the pool.
 */
export async function requireWithinPool(
  db: Database | Transaction,
  context: Context,
  giver: Giver,
  { meter, window, amount }: Given,
): Promise<void> {
  for (const pool of await poolsOf(db, context, giver, meter)) {
    if (pool.allowance === null || breadthOf(pool.limit.window) < breadthOf(window)) continue;
    if (amount === null || amount > pool.allowance) refuse(abovePool(context, amount, pool));
  }
}

function abovePool(
  { configuration }: Context,
  asked: Units | null,
  { limit, allowance, subjectName }: BindingLimit,
): Problem {
  const meter = meterCalled(configuration, limit.meter);
  const shown = (amount: Units | null) => (amount === null ? `unlimited ${meter.label}` : showAmount(meter, amount));
  return { kind: "quota-above-pool", asked: shown(asked), pool: shown(allowance), owner: subjectName };
}

interface Added {
  readonly subject: CountedSubject;
  readonly meter: string;
  readonly amount: Units;
  /** How the subject is called, for the refusal. */
  readonly name: string;
}

/**
 * The same for what comes on top of every limit that the subject has of this meter. Refuses also with `nothing-limited`
 * where there is no limit to add to.
 */
export async function requireAdditionWithinPool(
  db: Database | Transaction,
  context: Context,
  giver: Giver,
  { subject, meter, amount, name }: Added,
): Promise<void> {
  const limited = await limitsOfSubject(db, context, subject, meter);
  if (limited.length === 0) refuse({ kind: "nothing-limited", subject: name, meter });
  const old = await db.quota.findMany({
    where: { tenantId: context.tenantId, subjectKey: subjectKey(subject), meter },
    select: { amount: true, setWith: true },
  });
  await requireOwnPool(db, context, giver, { subject, name, meter, amount, old });

  const pools = await poolsOf(db, context, giver, meter);
  for (const { limit, allowance } of limited) {
    const pool = pools.find((one) => one.limit.window === limit.window);
    if (!pool || pool.allowance === null || allowance === null) continue;
    if (allowance + amount > pool.allowance) refuse(abovePool(context, allowance + amount, pool));
  }
}

/** The subject's own limits of this meter that are not unlimited. */
async function limitsOfSubject(
  db: Database | Transaction,
  context: Context,
  subject: CountedSubject,
  meter: string,
): Promise<readonly BindingLimit[]> {
  const [path] = await loadPaths(db, context, [subject.scope === "tenant" ? {} : subject]);
  const key = subjectKey(subject);
  return (path?.limits ?? []).filter(
    (one) => one.limit.meter === meter && one.allowance !== null && subjectKey(one.subject) === key,
  );
}

async function poolsOf(
  db: Database | Transaction,
  context: Context,
  giver: Giver,
  meter: string,
): Promise<readonly BindingLimit[]> {
  if (giver.kind === "installation") return [];
  const [path] = await loadPaths(db, context, [{ organizationId: giver.organization.id }]);
  return (path?.limits ?? []).filter((one) => one.limit.meter === meter && one.limit.model !== "notify_only");
}
