import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Context, World } from "../context.ts";
import { systemContext } from "../context.ts";
import { byHalves } from "./by-halves.ts";
import type { Failed } from "./by-halves.ts";
import { evaluatingSoon } from "./evaluating.ts";
import { keepExplaining } from "./keep-explaining.ts";
import { setAsideUnusual } from "./set-aside-unusual.ts";
import { endFallen } from "./look-by-clock.ts";
import type { Observation } from "./observation.ts";
import { isUnchanged } from "./observe/unusual.ts";
import type { UnusualRule } from "./observe/unusual-score.ts";
import { rulesOfKinds } from "./find-rules.ts";
import { isOfKind } from "./alert-rule.ts";
import { settleObservations } from "./settle.ts";

/** So few are told of in one transaction that usage, which is looked at in between, need not wait for long. */
const AT_ONCE = 4;
const COOL_DOWN_MS = 24 * 3_600_000;

/** How far hours have been compared: all before this hour, and of it all up to this place. */
export interface Progress {
  readonly hour: Date;
  readonly place: string;
}

export interface Found {
  readonly rules: readonly UnusualRule[];
  readonly observations: readonly Observation[];
  /** Open alerts that nothing is seen of any more. */
  readonly fallen: readonly string[];
}

export interface Settled {
  /** False where another is at it. */
  readonly isDone: boolean;
  /** Why some were left out: they are set aside. */
  readonly failures: readonly unknown[];
}

/** Writes and tells what was found without holding anything, a few at a time, but for what fails by itself. */
export async function settleFound(
  world: World,
  tenantId: string,
  { rules, observations, fallen }: Found,
  progress?: Progress,
): Promise<Settled> {
  const inPart = async (work: (tx: Transaction, context: Context) => Promise<unknown>) =>
    (await evaluatingSoon(world, tenantId, async (tx, context) => {
      if (progress && !(await isAt(tx, tenantId, progress))) return false;
      await work(tx, context);
      return true;
    })) ?? false;
  const failures: unknown[] = [];
  for (const few of inParts(observations)) {
    const { done, failed } = await byHalves(few, (some) =>
      inPart(async (tx, context) => {
        const so = await stillSo(tx, context, { rules, observations: some });
        await settleObservations(tx, context, so);
        await keepExplaining(tx, context, so);
      }),
    );
    failures.push(...failed.map(({ error }) => error));
    if (failed.length > 0) await setAsideUnusual(systemContext(world, tenantId), failed.map(asSeries));
    if (done.includes(false)) return { isDone: false, failures };
  }
  for (const few of inParts(fallen)) {
    const { done, failed } = await byHalves(few, (some) => inPart((tx, context) => endAll(tx, context, some)));
    failures.push(...failed.map(({ error }) => error));
    if (done.includes(false)) return { isDone: false, failures };
  }
  return { isDone: true, failures };
}

function asSeries({ item, error }: Failed<Observation>) {
  return { item: { subject: item.about.subject }, error };
}

function inParts<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts = Math.ceil(items.length / AT_ONCE);
  return Array.from({ length: parts }, (_, index) => items.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
}

/** Without those whose rule has changed meanwhile, or that somebody has ended. */
async function stillSo(
  tx: Transaction,
  { tenantId, now }: Context,
  { rules, observations }: Pick<Found, "rules" | "observations">,
): Promise<readonly Observation[]> {
  const current = (await rulesOfKinds(tx, tenantId, ["unusual"])).filter(isOfKind("unusual"));
  const same = new Set(rules.filter((rule) => current.some((one) => isUnchanged(rule, one))).map(({ id }) => id));
  const ended = await tx.alert.findMany({
    where: {
      tenantId,
      kind: "unusual",
      phase: "resolved",
      subjectKey: { in: observations.map(({ about }) => about.subjectKey) },
      firedAt: { gt: new Date(now.getTime() - COOL_DOWN_MS) },
      windowEnd: null,
    },
    select: { ruleId: true, subjectKey: true, meter: true },
  });
  const over = new Set(ended.map(({ ruleId, subjectKey, meter }) => `${ruleId} ${subjectKey} ${meter}`));
  return observations.filter(
    ({ ruleId, about, meter, windowEnd }) =>
      same.has(ruleId) && (windowEnd !== null || !over.has(`${ruleId} ${about.subjectKey} ${meter}`)),
  );
}

async function endAll(tx: Transaction, context: Context, ids: readonly string[]): Promise<void> {
  const open = await tx.$queryRaw<readonly { id: string; phase: string }[]>(Prisma.sql`
    SELECT id, phase::text FROM alert WHERE id = ANY(${[...ids]}::uuid[]) AND phase <> 'resolved' ORDER BY id FOR UPDATE`);
  for (const one of open) await endFallen(tx, context, one);
}

/** Moves on, unless another has done so: false then. */
export async function moveOn(world: World, tenantId: string, from: Progress, to: Progress): Promise<boolean> {
  const moved = await world.db.$executeRaw`
    UPDATE alert_evaluation SET unusual_hour = ${to.hour}::timestamptz, unusual_place = ${to.place}
    WHERE tenant_id = ${tenantId}::uuid AND unusual_hour = ${from.hour}::timestamptz AND unusual_place = ${from.place}`;
  return moved > 0;
}

async function isAt(tx: Transaction, tenantId: string, { hour, place }: Progress): Promise<boolean> {
  const rows = await tx.$queryRaw<readonly unknown[]>`
    SELECT FROM alert_evaluation
    WHERE tenant_id = ${tenantId}::uuid AND unusual_hour = ${hour}::timestamptz AND unusual_place = ${place}`;
  return rows.length > 0;
}
