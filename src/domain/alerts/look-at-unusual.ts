import type { World } from "../context.ts";
import { each, eachTenant } from "./each.ts";
import { evaluatingSoon } from "./evaluating.ts";
import { keepAccelerators, newAccelerators } from "./observe/accelerators.ts";
import { listSignals } from "./observe/behaviour.ts";
import { lookFrom } from "./observe/unusual.ts";
import { observeSignals } from "./observe/unusual-signals.ts";
import { settleFound } from "./settle-unusual.ts";
import { settleObservations } from "./settle.ts";
import {
  hourOf,
  leaveOut,
  lookOf,
  notAside,
  readRules,
  reportAll,
  scoreApart,
  sliceOf,
  unhurried,
} from "./unusual-slices.ts";

/** Looks for what is unusual in the hour that lasts, and in what people do. Returns how much it looked at. */
export function lookAtUnusualNow(world: World): Promise<number> {
  // What fails in one does not keep the other from being looked at.
  return eachTenant(world, (tenantId) => each([lookAtLastingHour, lookAtBehaviour], (look) => look(world, tenantId)));
}

async function lookAtLastingHour(world: World, tenantId: string): Promise<number> {
  const rules = await readRules(world, tenantId);
  if (rules.length === 0) return 0;
  const hour = { hour: hourOf(world.now), isOver: false };
  const looking = await lookFrom(lookOf(world, tenantId), rules, hour.hour);
  const active = await notAside(looking, hour);
  const failures: unknown[] = [];
  for (let left = active; left.length > 0;) {
    const slice = sliceOf(looking, left);
    left = left.slice(slice.length);
    const { observations, failed } = await unhurried(() => scoreApart(looking, hour, slice));
    const settled = await settleFound(world, tenantId, { rules, observations, fallen: [] });
    failures.push(...(await leaveOut(looking.look.context, failed)), ...settled.failures);
    if (!settled.isDone) break;
  }
  reportAll(failures);
  return active.length;
}

async function lookAtBehaviour(world: World, tenantId: string): Promise<number> {
  const rules = await readRules(world, tenantId);
  if (rules.length === 0) return 0;
  const look = lookOf(world, tenantId);
  const uses = await newAccelerators(look);
  const others = await listSignals(look);
  const { past } = await lookFrom(look, rules, hourOf(world.now));
  const personIds = [...new Set([...uses, ...others].map(({ personId }) => personId))];
  return each(personIds, async (personId) => {
    const isTheirs = (one: { readonly personId: string }) => one.personId === personId;
    const told = await evaluatingSoon(world, tenantId, async (tx, context) => {
      const first = await keepAccelerators({ tx, context }, uses.filter(isTheirs));
      const signals = [...first, ...others.filter(isTheirs)];
      return settleObservations(tx, context, await observeSignals({ tx, context }, rules, { signals, past }));
    });
    return told ?? 0;
  });
}
