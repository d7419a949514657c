import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import type { WhoseLimits } from "./limit-states.ts";
import type { LimitState } from "./limit.ts";
import { distinctStates, isOver, placeOf } from "./over.ts";

/** Parts of a pool that add up to more than it. */
export interface OverCommitment {
  /** Whose pool: "Vision Lab". */
  readonly owner: string;
  readonly parts: Units;
  readonly pool: Units;
  readonly window: string;
}

/** What a change of limits does to those whom it concerns. */
export interface Impact {
  /** Their limits of these meters as they were and as they become. */
  readonly before: readonly LimitState[];
  readonly after: readonly LimitState[];
  /** Those that the change itself puts over. */
  readonly over: readonly LimitState[];
  /** How many others were near enough to a limit to be over, and were not looked at one by one. */
  readonly unseen?: number;
}

/** Does the change and compares. `meter` undefined: all of them. */
export async function impactOf(
  tx: Transaction,
  context: Context,
  change: { readonly whose: readonly WhoseLimits[]; readonly meter?: string; work(): Promise<unknown> },
): Promise<Impact> {
  const isMeant = ({ limit }: LimitState) => change.meter === undefined || limit.meter === change.meter;
  const before = (await distinctStates(tx, context, change.whose)).filter(isMeant);
  await change.work();
  return compared(before, (await distinctStates(tx, context, change.whose)).filter(isMeant));
}

/** What came of a change, from the limits as they were and as they became. */
export function compared(before: readonly LimitState[], after: readonly LimitState[]): Impact {
  const was = new Map(before.map((state) => [placeOf(state), state]));
  const over = after.filter((state) => isOver(state) && !isSame(state, was.get(placeOf(state))));
  return { before, after, over };
}

function isSame(state: LimitState, before: LimitState | undefined): boolean {
  if (!before || before.allowance !== state.allowance) return false;
  return before.limit.model === state.limit.model && before.limit.gracePercent === state.limit.gracePercent;
}
