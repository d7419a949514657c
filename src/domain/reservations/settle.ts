import { DomainError } from "../errors.ts";
import { decisionOf, hold, statesOf } from "./answer.ts";
import type { Asked } from "./answer.ts";
import type { Batch, Plan } from "./batch.ts";
import type { CompiledPath } from "./compiled-path.ts";
import type { DecidedBatch, KnownKey } from "./decide-batch.ts";
import type { Decision } from "./decision.ts";
import type { EndOperation, EndResult, ReserveOperation } from "./operation.ts";
import { recall } from "./remembered.ts";

interface Waits<Operation, Result> {
  readonly operation: Operation;
  /** On performance.now()'s clock. */
  readonly since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** What became of a reserve, decided now or answered before under the same key. */
export interface ReserveResult {
  readonly decision: Decision;
  /** How its limits stood at its turn. */
  readonly asked: readonly Asked[];
  readonly reservationId: string | null;
  readonly expiresAt: Date;
}

/** One whose limits are known. */
export interface PlacedWaiting {
  readonly waiting: ReserveWaiting;
  readonly path: CompiledPath;
}

export type ReserveWaiting = Waits<ReserveOperation, ReserveResult>;
export type EndWaiting = Waits<EndOperation, EndResult>;
export type Waiting = ReserveWaiting | EndWaiting;

export function isReserve(waiting: Waiting): waiting is ReserveWaiting {
  return waiting.operation.kind === "reserve";
}

export function isEnd(waiting: Waiting): waiting is EndWaiting {
  return waiting.operation.kind !== "reserve";
}

/** Answers each reserve with how its limits stood at its turn, as the database went through them. */
export function settleReserves(reserves: readonly PlacedWaiting[], batch: Batch, decided: DecidedBatch): void {
  const known = new Map(decided.known.map((key) => [key.op - 1, key]));
  reserves.forEach(({ waiting }, index) => {
    const plan = batch.plans[index];
    if (!plan) return;
    const key = known.get(index);
    if (key) return settleKnown(waiting, key);

    const { id, expiresAt } = waiting.operation;
    if (plan.refusal) return waiting.resolve({ decision: plan.refusal, asked: [], reservationId: null, expiresAt });
    const allowed = decided.allowed[index] === true;
    const asked = statesOf(plan, batch, decided);
    if (allowed) hold(plan, batch, decided);
    const decision = decisionOf(asked, allowed, sharedLimit(plan, asked));
    waiting.resolve({ decision, asked, reservationId: allowed ? id : null, expiresAt });
  });
}

function settleKnown({ operation, resolve, reject }: ReserveWaiting, key: KnownKey): void {
  if (key.hash !== operation.hash) return reject(new DomainError({ kind: "idempotency-mismatch" }));

  const { asked, shared, refusal } = recall(key.limits, key.used, key.held);
  const decision = refusal ?? decisionOf(asked, key.reservationId !== null, shared);
  resolve({ decision, asked, reservationId: key.reservationId, expiresAt: new Date(key.expiresAt) });
}

/** The limit of the organization whose cohort it shares. */
export function sharedLimit({ shares, meetings }: Plan, asked: readonly Asked[]): Asked["state"] | undefined {
  const shared = meetings.findIndex(({ limit }) => shares.some((share) => share.limit === limit));
  return asked[shared]?.state;
}

export function settleEnds(ends: readonly EndWaiting[], results: readonly EndResult[]): void {
  ends.forEach(({ resolve, reject }, index) => {
    const result = results[index];
    if (result) resolve(result);
    else reject(new Error("qm_decide left an operation out"));
  });
}
