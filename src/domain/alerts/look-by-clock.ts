import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import type { AlertRule } from "./alert-rule.ts";
import { closeAlert } from "./close-alerts.ts";
import { evaluateInTurns } from "./evaluate-subjects.ts";
import { rulesOfKinds } from "./find-rules.ts";
import { inTurns } from "./in-turns.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import type { Observation } from "./observation.ts";
import { observers } from "./observe/observers.ts";
import type { ClockLook, Observer } from "./observe/observers.ts";
import { each } from "./each.ts";
import { MOST_AT_ONCE, settleAll } from "./settle.ts";
import { subjectsInUse } from "./subjects-in-use.ts";
import { tellStep } from "./tell-step.ts";

/** Whether an instant that comes again and again lies between two. */
export function isDue(everyMs: number, since: Date | undefined, now: Date): boolean {
  return !since || Math.floor(now.getTime() / everyMs) > Math.floor(since.getTime() / everyMs);
}

/** Somebody else was at the tenant all the time, or it was too much for one look: what was due still is. */
export class Busy extends Error {}

/** Lets kinds that look at everybody in turn do so, when it is time. Returns how many subjects. Throws Busy. */
export async function sweepDue(world: World, tenantId: string, since: Date | undefined): Promise<number> {
  const kinds = alertKinds.filter((kind) => {
    const { sweep } = observers[kind];
    return sweep && isDue(sweep.everyMs, since, world.now);
  });
  if (kinds.length === 0) return 0;

  return each(await subjectsInUse(world.db, tenantId), async (touched) => {
    const isDone = await evaluateInTurns(world, tenantId, { touched, prompt: "time", kinds, way: "sweep" });
    if (!isDone) throw new Busy();
    return touched.length;
  });
}

/** Lets kinds that find by themselves what they look at do so, when it is time. Returns how many alerts were told of. Throws Busy. */
export async function observeByClock(world: World, tenantId: string, since: Date | undefined): Promise<number> {
  const due = alertKinds.filter((kind) => {
    const { clock } = observers[kind];
    return clock && isDue(clock.everyMs, since, world.now);
  });
  return each(due, async (kind) => {
    let told = 0;
    const isDone = await inTurns(world, tenantId, async (tx, context) => {
      const turn = await observeKind(tx, context, kind);
      told += turn.told;
      return turn.isMore;
    });
    if (!isDone) throw new Busy();
    return told;
  });
}

interface Turn {
  readonly told: number;
  readonly isMore: boolean;
}

async function observeKind(tx: Transaction, context: Context, kind: AlertKind): Promise<Turn> {
  const { tenantId } = context;
  const rules = await rulesOfKinds(tx, tenantId, [kind]);
  const observations = await observe(kind, { tx, context }, rules);
  // Those that nothing is seen of are ended after others were told: alerts are locked before whom they are told to.
  await tx.$queryRaw`
    SELECT 1 FROM alert WHERE tenant_id = ${tenantId}::uuid AND kind = ${kind} AND phase <> 'resolved' ORDER BY id FOR UPDATE`;
  const { told, left } = await settleAll(tx, context, [{ observations, prompt: "time" }], MOST_AT_ONCE);
  if (left.length > 0) return { told, isMore: true };
  const ended = await endUnseen(tx, context, kind);
  return { told: told + ended, isMore: ended === MOST_AT_ONCE };
}

async function observe(
  kind: AlertKind,
  looking: ClockLook,
  rules: readonly AlertRule[],
): Promise<readonly Observation[]> {
  if (rules.length === 0) return [];
  // Safe: the observer of a kind is given the rules of that kind.
  const { clock } = observers[kind] as Observer<AlertKind>;
  return clock ? clock.observe(looking, rules) : [];
}

/** What was not seen this time is over; only right after all that is seen was settled in the same transaction. */
async function endUnseen(tx: Transaction, context: Context, kind: AlertKind): Promise<number> {
  const { tenantId, now } = context;
  const unseen = await tx.$queryRaw<readonly { id: string; phase: string }[]>`
    SELECT id, phase::text FROM alert WHERE tenant_id = ${tenantId}::uuid AND kind = ${kind} AND phase <> 'resolved'
      AND evaluated_at < ${now}::timestamptz ORDER BY id LIMIT ${MOST_AT_ONCE} FOR UPDATE`;
  for (const one of unseen) await endFallen(tx, context, one);
  return unseen.length;
}

/** Ends an open alert that is held, of which nothing is seen any more. */
export async function endFallen(
  tx: Transaction,
  context: Context,
  { id, phase }: { readonly id: string; readonly phase: string },
): Promise<void> {
  if (phase === "pending") return closeAlert(tx, context, { id, reason: "gone" });
  const { now } = context;
  const alert = await tx.alert.update({
    where: { id },
    data: { phase: "resolved", held: -1, resolvedAt: now, resolution: "fell", evaluatedAt: now },
  });
  await tellStep(tx, context, { alert, effect: { kind: "resolve", because: "fell" } });
}
