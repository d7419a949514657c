import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { pathsTouched } from "./alert-paths.ts";
import { each } from "./each.ts";
import { ensureBuiltInRules } from "./built-in-rules.ts";
import { findRules } from "./find-rules.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import { lookAt } from "./observe/look.ts";
import { observeBy, observers } from "./observe/observers.ts";
import { settleAll } from "./settle.ts";
import type { Seen } from "./settle.ts";
import type { Prompt } from "./step.ts";
import { takeNotes } from "./touched.ts";
import type { TouchedSubject } from "./touched.ts";

const touchedKinds = alertKinds.filter((kind) => observers[kind].touched !== undefined);
/** So that the others of a busy tenant's neighbours get their turn. */
const MOST_TURNS = 20;

/**
 * Evaluates what usage and limits that changed touch, in every tenant that nobody else is at. What it took note of, what
 * follows from it and whom it is told to are one transaction. Returns how many notes it took.
 */
export async function evaluateTouched(world: World): Promise<number> {
  const tenants = await world.db.$queryRaw<readonly { id: string }[]>`
    SELECT t.id::text FROM tenant t WHERE EXISTS (SELECT FROM usage_touched u WHERE u.tenant_id = t.id)`;
  return each(tenants, ({ id }) => evaluateTenant(world, id));
}

async function evaluateTenant(world: World, tenantId: string): Promise<number> {
  let taken = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const size = await evaluating(world, tenantId, evaluateNotes);
    taken += size ?? 0;
    if (!size) break;
  }
  return taken;
}

async function evaluateNotes(tx: Transaction, context: Context): Promise<number> {
  const { used, limited, size } = await takeNotes(tx, context.tenantId);
  // Where both changed, it is use that is told of.
  await settleAll(tx, context, [
    await observeSubjects(tx, context, { touched: limited, prompt: "limits" }),
    await observeSubjects(tx, context, { touched: used, prompt: "usage" }),
  ]);
  return size;
}

/**
 * Runs one part of a tenant's evaluation, if nobody else is at that tenant: undefined then. The tenant's row of
 * alert_evaluation is the first lock, before alerts by id and the deliveries of each.
 */
export async function evaluating<Result>(
  world: World,
  tenantId: string,
  work: (tx: Transaction, context: Context) => Promise<Result>,
): Promise<Result | undefined> {
  const context = systemContext(world, tenantId);
  return transaction(world.db, async (tx) => {
    const locked = await lockEvaluation(tx, context);
    return locked ? work(tx, context) : undefined;
  });
}

const WAITS = 100;
const WAIT_MS = 20;

/** The same, waiting for up to two seconds until nobody else is at that tenant. */
export async function evaluatingSoon<Result>(
  ...given: Parameters<typeof evaluating<Result>>
): Promise<Result | undefined> {
  for (let nth = 1; nth < WAITS; nth++) {
    const result = await evaluating(...given);
    if (result !== undefined) return result;
    await sleep(WAIT_MS);
  }
  return evaluating(...given);
}

async function lockEvaluation(tx: Transaction, context: Context): Promise<boolean> {
  const { tenantId } = context;
  const lock = () => tx.$queryRaw<readonly { one: number }[]>`
    SELECT 1 AS one FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE SKIP LOCKED`;
  if ((await lock()).length > 0) return true;

  const made = await tx.$executeRaw`
    INSERT INTO alert_evaluation (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT DO NOTHING`;
  if (made === 0) return false;
  await ensureBuiltInRules(tx, context);
  return true;
}

interface Evaluating {
  readonly touched: readonly TouchedSubject[];
  readonly prompt: Prompt;
  /** Absent: all that look at what is touched. */
  readonly kinds?: readonly AlertKind[];
  readonly way?: "touched" | "sweep";
  /** Only these rules. */
  readonly ruleIds?: ReadonlySet<string>;
}

/** Lets all rules that may look at these do so, and settles what they see. Returns how many were told anything. */
export async function evaluateSubjects(tx: Transaction, context: Context, evaluating: Evaluating): Promise<number> {
  return settleAll(tx, context, [await observeSubjects(tx, context, evaluating)]);
}

async function observeSubjects(
  tx: Transaction,
  context: Context,
  { touched, prompt, kinds = touchedKinds, way = "touched", ruleIds }: Evaluating,
): Promise<Seen> {
  if (touched.length === 0) return { observations: [], prompt };
  const look = lookAt(tx, context, await pathsTouched(context, touched));
  const keys = [...new Set(look.subjects.flatMap((subject) => subject.keys))];
  const found = await findRules(tx, { tenantId: context.tenantId, keys, kinds });
  const rules = ruleIds ? found.filter(({ id }) => ruleIds.has(id)) : found;
  const firstLooks = new Set(rules.filter(({ lookedAt }) => lookedAt === null).map(({ id }) => id));
  return { observations: await observeBy(way, look, rules), prompt, firstLooks };
}
