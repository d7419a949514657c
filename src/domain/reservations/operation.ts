import type { Units } from "../meters/meter.ts";
import type { CompiledPath } from "./compiled-path.ts";
import type { Ask } from "./decision.ts";

/** One meter of an ask as it is counted, with what its price implies already added. */
export interface Asked {
  readonly meter: string;
  readonly amount: Units;
  readonly most: Units;
}

/** The same with what was asked for before rates. */
export interface RatedAsk extends Asked {
  readonly raw: Units;
  /** null: none, or several. */
  readonly accelerator: string | null;
}

/** An ask as it is decided: each meter once. */
export interface ReadyAsk {
  readonly ask: Ask;
  /** As asked for, at its rates, without what follows from prices. */
  readonly wanted: readonly RatedAsk[];
  /** What `wanted` costs by the meters' prices. */
  readonly cost: { readonly amount: Units; readonly most: Units };
  /** Both together, each meter once. */
  readonly all: readonly Asked[];
}

export interface ReserveOperation {
  readonly kind: "reserve";
  readonly id: string;
  readonly ready: ReadyAsk;
  readonly expiresAt: Date;
  readonly job: string | null;
  readonly key: string | null;
  readonly hash: string;
}

/** A reserve with the limits that it meets. */
export interface PlacedReserve {
  readonly operation: ReserveOperation;
  readonly path: CompiledPath;
}

/** What was used of a meter, as it is counted and as it was named. */
export interface RatedUse {
  readonly meter: string;
  readonly amount: Units;
  readonly raw: Units;
  readonly accelerator: string | null;
}

export interface EndOperation {
  readonly kind: "commit" | "release" | "extend";
  readonly id: string;
  /** Of a commit. */
  readonly used: readonly RatedUse[] | null;
  /** Of a commit: when it was used; null: when it is decided. */
  readonly at: Date | null;
  /** Of an extension. */
  readonly expiresAt: Date | null;
}

export type Operation = ReserveOperation | EndOperation;

/** How a reservation stands after an operation that ends or extends it. */
export interface EndResult {
  /** null: open. */
  readonly state: "committed" | "released" | "expired" | null;
  /** Whether this very operation did it. */
  readonly ours: boolean;
  readonly at: string | null;
  readonly meters: readonly string[] | null;
  readonly used: readonly string[] | null;
  /** What was committed before rates, by meter; absent where all of it was counted as it was named. */
  readonly raws?: Readonly<Record<string, string>> | null;
  /** null: there is no such reservation. */
  readonly reservedMeters: readonly string[] | null;
  readonly reserved: readonly string[] | null;
  readonly expiresAt: string | null;
}

/** What two operations of one batch must not share. */
export function exclusiveKey(operation: Operation): string | null {
  if (operation.kind !== "reserve") return operation.id;
  return operation.key === null ? null : `key ${operation.key}`;
}
