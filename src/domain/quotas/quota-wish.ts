import type { Quota } from "../../storage/generated/client.ts";
import type { LimitModel } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { Subject } from "./subject.ts";
import { NOW } from "./window.ts";

export interface QuotaWish {
  readonly subject: Subject;
  readonly meter: Meter;
  /** null: unlimited; 0: none. */
  readonly amount: Units | null;
  /** As window.ts prints it. */
  readonly window: string;
  /** Default: as it was, else hard. */
  readonly model?: LimitModel | undefined;
  /** How far beyond it a soft limit still lets pass, in percent. Default: as it was, else 0. */
  readonly gracePercent?: number | undefined;
  /** Exclusive; left out: for good. */
  readonly until?: Date | undefined;
  readonly reason?: string | undefined;
  /** Of organizations; null: none by itself. Default: as it was. */
  readonly borrowingLimit?: Units | null | undefined;
  /** Of organizations; null: all of it. Default: as it was. */
  readonly lendingLimit?: Units | null | undefined;
  /** At how many percent it is told of, ascending; empty: as usual. Default: as it was, else as usual. */
  readonly thresholds?: readonly number[] | undefined;
}

/** The columns of a quota that bind. */
export type Definition = Pick<
  Quota,
  "amount" | "window" | "model" | "gracePercent" | "until" | "borrowingLimit" | "lendingLimit" | "thresholds"
>;

/** The window that is meant where none is named. */
export function usualWindow({ kind }: Meter): string {
  return kind === "gauge" ? NOW : "month";
}

export function requireSound({ now }: Pick<Context, "now">, wish: QuotaWish): void {
  const { meter, window, until, subject } = wish;
  if ((meter.kind === "gauge") !== (window === NOW))
    refuse({ kind: "window-of-other-kind", meter: meter.label, meterKind: meter.kind });
  if (until && until <= now) refuse({ kind: "until-passed", until: until.toISOString(), field: "until" });
  if (subject.scope === "organization") return;
  if (wish.borrowingLimit !== undefined) refuse({ kind: "only-pools-lend", field: "borrow" });
  if (wish.lendingLimit !== undefined) refuse({ kind: "only-pools-lend", field: "lend" });
}

const USUAL: Pick<Definition, "model" | "gracePercent" | "borrowingLimit" | "lendingLimit" | "thresholds"> = {
  model: "hard",
  gracePercent: 0,
  borrowingLimit: null,
  lendingLimit: null,
  thresholds: [],
};

/** What the limit is to be: what is not said stays as it was, but for the end. */
export function definitionOf(wish: QuotaWish, old: Definition | null): Definition {
  const { model, gracePercent, borrowingLimit, lendingLimit, thresholds } = old ?? USUAL;
  return {
    amount: wish.amount,
    window: wish.window,
    model: wish.model ?? model,
    gracePercent: wish.gracePercent ?? gracePercent,
    until: wish.until ?? null,
    borrowingLimit: wish.borrowingLimit === undefined ? borrowingLimit : wish.borrowingLimit,
    lendingLimit: wish.lendingLimit === undefined ? lendingLimit : wish.lendingLimit,
    thresholds: [...(wish.thresholds ?? thresholds)],
  };
}

export function sameDefinition(one: Definition, other: Definition): boolean {
  return (
    one.amount === other.amount &&
    one.window === other.window &&
    one.model === other.model &&
    one.gracePercent === other.gracePercent &&
    one.until?.getTime() === other.until?.getTime() &&
    one.borrowingLimit === other.borrowingLimit &&
    one.lendingLimit === other.lendingLimit &&
    one.thresholds.join() === other.thresholds.join()
  );
}
