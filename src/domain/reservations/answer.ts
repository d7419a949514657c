import type { Units } from "../meters/meter.ts";
import { decidingPause } from "../pauses/pause.ts";
import type { LimitState } from "../quotas/limit.ts";
import type { Batch, Plan } from "./batch.ts";
import { mostOf } from "./compiled-path.ts";
import type { CompiledPath } from "./compiled-path.ts";
import type { Ask, Decision } from "./decision.ts";
import type { ReadyAsk } from "./operation.ts";

/** A limit as it stood when it was asked. */
export interface Asked {
  readonly state: LimitState;
  readonly asked: Units;
}

/** The balances that a batch was decided on; moves on with each reserve that is allowed. */
export interface Standing {
  /** By sum. */
  readonly used: readonly Units[];
  /** By node: for certain, then at most. */
  readonly held: Units[];
}

/** How the limits that an operation meets stand at its turn. */
export function statesOf({ meetings }: Plan, { sums, nodes }: Batch, { used, held }: Standing): readonly Asked[] {
  return meetings.map(({ limit, place, asked }) => {
    const node = sums[place]?.nodePlace ?? 0;
    const reserved = held[limit.isSafe ? node + nodes.length : node] ?? 0n;
    return { state: { ...limit.binding, used: used[place] ?? 0n, reserved }, asked };
  });
}

/** What a reserve that was allowed holds from now on. */
export function hold({ holds }: Plan, { nodes }: Batch, { held }: Standing): void {
  for (const { node, amount, most } of holds) {
    held[node] = (held[node] ?? 0n) + amount;
    held[node + nodes.length] = (held[node + nodes.length] ?? 0n) + most;
  }
}

/** The answer to who may use nothing at all, whatever the limits say; undefined where these decide. */
export function refusedOutright({ path }: CompiledPath, { ask }: Pick<ReadyAsk, "ask">): Decision | undefined {
  if (path.isViewer) return outright({ code: "viewer" });
  if (!path.isActive) return outright({ code: "person_not_active" });

  const pause = decidingPause(path.pauses);
  // What reduces use passes whatever is paused.
  return pause && !isReducing(ask) ? outright({ code: "paused", pause }) : undefined;
}

/** As it was asked for: what counts nothing, by the factor of its time, begins all the same. */
function isReducing({ wanted }: Pick<Ask, "wanted">): boolean {
  const isMore = wanted.some(({ amount, most = amount }) => amount > 0n || most > 0n);
  return !isMore && wanted.some(({ amount }) => amount < 0n);
}

function outright(why: Pick<Decision, "code" | "pause">): Decision {
  return { allowed: false, ...why, limits: [], exceeded: [], fitsAt: null };
}

/**
 * The answer from how the limits stood. Whether it was allowed is known already; `cohortLimit` is the limit of the
 * organization whose cohort has no room, where that decided.
 */
export function decisionOf(asked: readonly Asked[], allowed: boolean, cohortLimit?: LimitState): Decision {
  const limits = asked.map(({ state }) => state);
  const exceeded = asked.filter((one) => isBeyondLimit(one) && !isRefusing(one)).map(({ state }) => state);
  if (allowed) return { allowed, limits, exceeded };

  const refusing = asked.filter(isRefusing);
  const never = refusing.filter(({ state, asked: amount }) => amount > (mostOf(state) ?? amount));
  const [least] = (never.length > 0 ? never : refusing).toSorted(byRoom);
  const binding = least?.state ?? cohortLimit;
  const code = never.length > 0 ? "quota_never_fits" : "quota_exceeded";
  return { allowed, code, ...(binding && { binding }), limits, exceeded };
}

/** Whether this limit alone refuses what is asked of it. */
export function isRefusing({ state, asked }: Asked): boolean {
  const most = mostOf(state);
  return most !== null && asked > 0n && state.used + state.reserved + asked > most;
}

function isBeyondLimit({ state, asked }: Asked): boolean {
  return asked > 0n && state.allowance !== null && state.used + state.reserved + asked > state.allowance;
}

/** Compares how much of what is asked there is room for, since meters may differ. */
function byRoom(one: Asked, other: Asked): number {
  return roomOf(one) - roomOf(other);
}

function roomOf({ state, asked }: Asked): number {
  return Number((mostOf(state) ?? 0n) - state.used - state.reserved) / Number(asked);
}
