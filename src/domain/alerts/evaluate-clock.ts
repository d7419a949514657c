import type { Transaction } from "../../storage/database.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { trySetAside } from "./set-aside.ts";
import { ensureBuiltInRules } from "./built-in-rules.ts";
import { each, eachTenant } from "./each.ts";
import { closeEnded, ENDED_AT_ONCE } from "./close-alerts.ts";
import { evaluating, evaluatingSoon } from "./evaluating.ts";
import { endUnheard } from "./external/end-unheard.ts";
import { Busy, observeByClock, sweepDue } from "./look-by-clock.ts";
import { lookAtNewRules } from "./look-at-new-rules.ts";
import { lookAgain } from "./look-again.ts";
import { touchBelow } from "./touched.ts";

/** A clock that was set back by more than this begins anew. */
const MOST_BACK_MS = 60_000;

/**
 * Run by the clock, every few seconds: evaluates what time alone changes. Windows that are over, what is pending, what is
 * to be told again, rules that are new, a configuration that was loaded, and what only the clock looks at. Each part is a
 * transaction of its own that can be run again. Returns how many alerts and subjects there were to look at.
 */
export async function evaluateClock(world: World): Promise<number> {
  return eachTenant(world, (tenantId) => evaluateTenant(world, tenantId));
}

async function evaluateTenant(world: World, tenantId: string): Promise<number> {
  const begun = await evaluatingSoon(world, tenantId, begin);
  if (!begun) return 0;

  // What takes longest comes last.
  const parts = [endEnded, endUnheard, tryAgain, lookAtNewRules, lookAgain, lookByClock];
  return each(parts, (part) => part(world, tenantId, begun.since));
}

/** At a month's end there are very many: so often in one look, the next one goes on. */
const MOST_ENDINGS = 40;

async function endEnded(world: World, tenantId: string): Promise<number> {
  let ended = 0;
  for (let turn = 0; turn < MOST_ENDINGS; turn++) {
    const count = (await evaluatingSoon(world, tenantId, closeEnded)) ?? 0;
    ended += count;
    if (count < ENDED_AT_ONCE) break;
  }
  return ended;
}

async function tryAgain(world: World, tenantId: string): Promise<number> {
  return trySetAside(world.db, systemContext(world, tenantId));
}

/** What is due at certain times; it stays due where somebody else was at the tenant, and the next look is in seconds. */
async function lookByClock(world: World, tenantId: string, since: Date | undefined): Promise<number> {
  try {
    const looked = await each([sweepDue, observeByClock], (look) => look(world, tenantId, since));
    return looked + (await noteLooked(world, tenantId));
  } catch (error) {
    if (isBusy(error)) return 0;
    await noteLooked(world, tenantId);
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof AggregateError ? error.errors.some(isBusy) : error instanceof Busy;
}

async function noteLooked(world: World, tenantId: string): Promise<number> {
  await evaluating(
    world,
    tenantId,
    (tx, { now }) => tx.$executeRaw`
      UPDATE alert_evaluation SET clock_at = ${now}::timestamptz WHERE tenant_id = ${tenantId}::uuid`,
  );
  return 0;
}

interface Begun {
  /** When the clock's last evaluation was; undefined: never. */
  readonly since: Date | undefined;
}

async function begin(tx: Transaction, context: Context): Promise<Begun> {
  const { tenantId, now, configuration } = context;
  const [row] = await tx.$queryRaw<readonly { since: Date | null; configuration: string | null }[]>`
    SELECT nullif(clock_at, '-infinity') AS since, configuration FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid`;
  const { hash } = configuration.source;
  if (row?.configuration !== hash) await useConfiguration(tx, context, row?.configuration);
  await ensureBuiltInRules(tx, context);
  const isBehind = row?.since && row.since.getTime() > now.getTime() + MOST_BACK_MS;
  return { since: isBehind ? undefined : (row?.since ?? undefined) };
}

/** Plans may have changed for anybody. */
async function useConfiguration(
  tx: Transaction,
  { tenantId, configuration }: Context,
  before: string | null | undefined,
) {
  await tx.$executeRaw`
    UPDATE alert_evaluation SET configuration = ${configuration.source.hash} WHERE tenant_id = ${tenantId}::uuid`;
  if (typeof before === "string") await touchBelow(tx, tenantId);
}
