import type { Transaction } from "../../storage/database.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { each } from "./each.ts";
import { observeAll } from "./evaluate-subjects.ts";
import { evaluating, rehearsing } from "./evaluating.ts";
import { findFailing } from "./find-failing.ts";
import { keyOfTouched, setAside } from "./set-aside.ts";
import type { Failing } from "./set-aside.ts";
import { noteAgain } from "./note-again.ts";
import { MOST_AT_ONCE, settleAll } from "./settle.ts";
import { takeNotes } from "./touched.ts";

/** So that the others of a busy tenant's neighbours get their turn. */
const MOST_TURNS = 20;
/** Where many fail together and each by itself does not. */
const FEW = 10;
const NONE_TAKEN = -1;

/** What could not be evaluated, and is left out until later. */
export interface Skipped extends Failing {
  readonly tenantId: string;
}

interface Telling {
  /** Told of each. */
  readonly skipped?: (one: Skipped) => void;
}

/**
 * Evaluates what usage and limits that changed touch, in every tenant that nobody else is at. What it took note of, what
 * follows from it and whom it is told to are one transaction. What fails by itself is left out for a while, so that all
 * others go on. Returns how many notes it took.
 */
export async function evaluateTouched(world: World, { skipped }: Telling = {}): Promise<number> {
  const tenants = await world.db.$queryRaw<readonly { id: string }[]>`
    SELECT t.id::text FROM tenant t WHERE EXISTS (SELECT FROM usage_touched u WHERE u.tenant_id = t.id)`;
  return each(tenants, ({ id }) => evaluateTenant(world, id, skipped));
}

async function evaluateTenant(world: World, tenantId: string, skipped: Telling["skipped"]): Promise<number> {
  let taken = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const size = await evaluateSome(world, tenantId, skipped);
    if (!size) break;
    taken += Math.max(0, size);
  }
  return taken;
}

async function evaluateSome(world: World, tenantId: string, skipped: Telling["skipped"]): Promise<number | undefined> {
  try {
    return await evaluating(world, tenantId, (tx, context) => evaluateNotes(tx, context));
  } catch {
    const notes = await rehearsing(world, tenantId, (tx) => takeNotes(tx, tenantId));
    const noted = [...(notes?.used ?? []), ...(notes?.limited ?? [])];
    const found = await findFailing(world, tenantId, [
      ...new Map(noted.map((one) => [keyOfTouched(one), one])).values(),
    ]);
    // It may have been too much together.
    if (found.length === 0) return await evaluating(world, tenantId, (tx, context) => evaluateNotes(tx, context, FEW));

    await setAside(world.db, systemContext(world, tenantId), found);
    for (const one of found) skipped?.({ ...one, tenantId });
    return NONE_TAKEN;
  }
}

async function evaluateNotes(tx: Transaction, context: Context, most?: number): Promise<number> {
  const { used, limited, size } = await takeNotes(tx, context.tenantId, most);
  // Where both changed, it is use that is told of.
  const seen = [
    ...(await observeAll(tx, context, { touched: limited, prompt: "limits" })),
    ...(await observeAll(tx, context, { touched: used, prompt: "usage" })),
  ];
  const { left } = await settleAll(tx, context, seen, MOST_AT_ONCE);
  await noteAgain(tx, context.tenantId, left);
  return size;
}
