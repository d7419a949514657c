import { setTimeout as sleep } from "node:timers/promises";
import { evaluateTouched } from "../domain/alerts/evaluate.ts";
import type { Skipped } from "../domain/alerts/evaluate.ts";
import type { Reservations } from "../domain/reservations/reservations.ts";
import type { ingestUsage } from "../domain/usage/ingest.ts";
import type { Sender } from "./world.ts";

/** How often it looks for what other instances counted. */
const LOOK_EVERY_MS = 200;
/** What is counted within this time is looked at together. */
const GATHER_MS = 25;
/** After so many it looks again at once: it is behind. */
const MANY_NOTES = 1_000;
/** After a failure it looks less and less often, at the least so. */
const LONGEST_REST_MS = 2_000;

export interface UsageFollower {
  /** Something was counted here, or limits have changed. */
  wake(): void;
  stop(): Promise<void>;
}

/** What counts usage, and lets alerts be evaluated right after. */
export function followed<Parts extends CountingParts>(parts: Parts, { wake }: Pick<UsageFollower, "wake">): Parts {
  const waking =
    <Arguments extends unknown[], Result>(count: (...given: Arguments) => Promise<Result>) =>
    (...given: Arguments) =>
      count(...given).finally(wake);
  const { reservations, ingestUsage } = parts;
  return {
    ...parts,
    ingestUsage: waking(ingestUsage),
    reservations: {
      ...reservations,
      commit: waking(reservations.commit),
      commitAll: waking(reservations.commitAll),
    },
  };
}

interface CountingParts {
  readonly ingestUsage: typeof ingestUsage;
  readonly reservations: Reservations;
}

interface Following extends Pick<Sender, "world" | "log"> {
  readonly metrics?: FollowMetrics;
}

/** What there is to measure about it. */
export interface FollowMetrics {
  /** One look that found something. */
  observeEvaluation(observed: { readonly notes: number; readonly seconds: number }): void;
  evaluationFailed(): void;
  /** Of somebody, what kind of alert is left out for a while. */
  evaluationSkipped(kind: string): void;
}

interface Looked {
  /** How often in a row it failed until now. */
  readonly failures: number;
  /** There is likely more to look at. */
  readonly isBehind: boolean;
}

async function look(following: Following, failures: number): Promise<Looked> {
  const { world, log, metrics } = following;
  const begun = performance.now();
  try {
    const notes = await evaluateTouched(world(), { skipped: reportTo(following) });
    if (notes > 0) metrics?.observeEvaluation({ notes, seconds: (performance.now() - begun) / 1_000 });
    return { failures: 0, isBehind: notes >= MANY_NOTES };
  } catch (error) {
    metrics?.evaluationFailed();
    log.error({ err: error, failures: failures + 1 }, "alerts not evaluated");
    return { failures: failures + 1, isBehind: false };
  }
}

function reportTo({ log, metrics }: Pick<Following, "log" | "metrics">): (one: Skipped) => void {
  return ({ tenantId, kind, subject: { organizationId, personId }, error }) => {
    metrics?.evaluationSkipped(kind);
    log.error({ err: error, tenantId, kind, organizationId, personId }, "alerts set aside");
  };
}

/**
 * Evaluates alerts as usage is counted, until stopped: at once where this instance counted it, soon where another did. Any
 * number of instances may; each tenant is evaluated by one at a time.
 */
export function followUsage(following: Following): UsageFollower {
  const stopping = new AbortController();
  let failures = 0;
  let wakeUp: (() => void) | undefined;
  let isWoken = false;

  async function rest(): Promise<void> {
    const least = failures > 0 ? Math.min(LOOK_EVERY_MS * 2 ** failures, LONGEST_REST_MS) : 0;
    if (least > 0) return wait(least);
    if (!isWoken) await wait(LOOK_EVERY_MS);
    if (isWoken && !stopping.signal.aborted) await sleep(GATHER_MS);
    isWoken = false;
  }

  async function wait(milliseconds: number): Promise<void> {
    const controller = new AbortController();
    wakeUp = () => controller.abort();
    if (stopping.signal.aborted) return;
    await sleep(milliseconds, undefined, { signal: controller.signal, ref: false }).catch(() => undefined);
    wakeUp = undefined;
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      const looked = await look(following, failures);
      failures = looked.failures;
      if (!looked.isBehind) await rest();
    }
  }

  const underway = follow();
  return {
    wake() {
      isWoken = true;
      if (failures === 0) wakeUp?.();
    },
    async stop() {
      stopping.abort();
      wakeUp?.();
      await underway;
    },
  };
}
