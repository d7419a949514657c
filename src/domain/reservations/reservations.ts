import type { Database } from "../../storage/database.ts";
import type { World } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import type { Ask, Decision, Reserved } from "./decision.ts";

export interface ReserveWish {
  readonly ask: Ask;
  /** Whole seconds until it expires by itself; at most 30 days. */
  readonly forSeconds: number;
  readonly job?: string;
  /** The same key again gets the same answer, for two days; with another hash it is refused. */
  readonly key?: string;
  /** Of the request's body. Absent: of the wish itself. */
  readonly bodyHash?: string;
}

export interface UsedOf {
  readonly meter: string;
  readonly amount: Units;
}

/** The same before rates and factors. */
export interface NamedUse extends UsedOf {
  /** What it ran on; absent: it counts as it is. */
  readonly accelerator?: string;
}

export interface CommitWish {
  readonly reservationId: string;
  /** What was really used; meters not named are committed as they were held. May be more or less than was reserved. */
  readonly used?: readonly NamedUse[];
  /** When it was used, which decides the windows it counts in; absent: now. */
  readonly at?: Date;
}

/** Amounts are those that were counted, after rates and factors. */
export interface Committed {
  readonly reservationId: string;
  readonly committedAt: Date;
  readonly used: readonly UsedOf[];
  /** What was reserved and not used. */
  readonly released: readonly UsedOf[];
  /** What was used and not reserved. */
  readonly beyond: readonly UsedOf[];
}

export interface Released {
  readonly reservationId: string;
  readonly releasedAt: Date;
}

export interface ExtendWish {
  readonly reservationId: string;
  /** From now on, instead of what was left; at most 30 days. */
  readonly forSeconds: number;
}

export interface Extended {
  readonly reservationId: string;
  readonly expiresAt: Date;
}

/**
 * Answers whether work may begin, and keeps room for it. What arrives together is decided and made durable together.
 * Refuses with `not-found`, `meter-unknown`, `amount-invalid`, `reservation-…`, `idempotency-mismatch` and, when no answer
 * could be had within 5 s, `decisions-busy`. The forms for many settle each by itself, in their order.
 */
export interface Reservations {
  /** What a reservation would be answered now. Changes nothing and waits for nobody. */
  check(tenantId: string, ask: Ask): Promise<Decision>;
  checkAll(tenantId: string, asks: readonly Ask[]): Promise<readonly PromiseSettledResult<Decision>[]>;
  reserve(tenantId: string, wish: ReserveWish): Promise<Reserved>;
  reserveAll(tenantId: string, wishes: readonly ReserveWish[]): Promise<readonly PromiseSettledResult<Reserved>[]>;
  /** Counts what was used. The same again gets the same answer. */
  commit(tenantId: string, wish: CommitWish): Promise<Committed>;
  commitAll(tenantId: string, wishes: readonly CommitWish[]): Promise<readonly PromiseSettledResult<Committed>[]>;
  /** The same again gets the same answer. */
  release(tenantId: string, reservationId: string): Promise<Released>;
  extend(tenantId: string, wish: ExtendWish): Promise<Extended>;
  /** Takes nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

export interface ReservationsOptions {
  readonly db: Database;
  world(): World;
}
