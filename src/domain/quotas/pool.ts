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
import { problemWithOwnPool } from "./own-pool.ts";
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
  { configuration }: Pick<Context, "configuration">,
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
  added: Added,
): Promise<void> {
  const problem = await problemWithAddition(db, context, giver, added);
  if (problem) refuse(problem);
}

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** The same as a question, of whoever's authority it is. */
export async function problemWithAddition(
  db: Database | Transaction,
  asking: Asking,
  giver: Giver,
  { subject, meter, amount, name }: Added,
): Promise<Problem | undefined> {
  const limited = await limitsOfSubject(db, asking, subject, meter);
  if (limited.length === 0) return { kind: "nothing-limited", subject: name, meter };
  const old = await db.quota.findMany({
    where: { tenantId: asking.tenantId, subjectKey: subjectKey(subject), meter },
    select: { amount: true, setWith: true },
  });
  const notOwn = await problemWithOwnPool(db, asking, giver, { subject, name, meter, amount, old });
  if (notOwn) return notOwn;

  const pools = await poolsOf(db, asking, giver, meter);
  for (const { limit, allowance } of limited) {
    const pool = pools.find((one) => one.limit.window === limit.window);
    if (!pool || pool.allowance === null || allowance === null) continue;
    if (allowance + amount > pool.allowance) return abovePool(asking, allowance + amount, pool);
  }
  return undefined;
}

/** The subject's own limits of this meter that are not unlimited. */
async function limitsOfSubject(
  db: Database | Transaction,
  asking: Asking,
  subject: CountedSubject,
  meter: string,
): Promise<readonly BindingLimit[]> {
  const [path] = await loadPaths(db, asking, [subject.scope === "tenant" ? {} : subject]);
  const key = subjectKey(subject);
  return (path?.limits ?? []).filter(
    (one) => one.limit.meter === meter && one.allowance !== null && subjectKey(one.subject) === key,
  );
}

async function poolsOf(
  db: Database | Transaction,
  asking: Asking,
  giver: Giver,
  meter: string,
): Promise<readonly BindingLimit[]> {
  if (giver.kind === "installation") return [];
  const [path] = await loadPaths(db, asking, [{ organizationId: giver.organization.id }]);
  return (path?.limits ?? []).filter((one) => one.limit.meter === meter && one.limit.model !== "notify_only");
}
