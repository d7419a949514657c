import type { Transaction } from "../../../storage/database.ts";
import type { Context } from "../../context.ts";
import { COST } from "../../meters/meter.ts";
import type { BindingLimit, LimitPath, LimitState } from "../../quotas/limit.ts";
import { readLimitBalances } from "../../quotas/limit-states.ts";
import { subjectKey } from "../../quotas/subject.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { subjectsOf } from "../../reservations/compiled-path.ts";
import { keysOver } from "../alert-rule.ts";
import type { AlertRule } from "../alert-rule.ts";

/** Whose use or limits changed. */
export interface Touched {
  readonly path: LimitPath;
  /** undefined: all. */
  readonly meters: ReadonlySet<string> | undefined;
}

/** A limit as it stands, and which rules may look at it. */
export interface PlacedState {
  readonly state: LimitState;
  /** As `keysOver` gives them. */
  readonly keys: readonly string[];
}

/** Somebody or something whose use of these meters changed. */
export interface PlacedSubject {
  readonly subject: CountedSubject;
  readonly meters: ReadonlySet<string> | undefined;
  readonly keys: readonly string[];
}

/** What observers look at: everything that was touched, read once for all of them. */
export interface Look {
  readonly tx: Transaction;
  readonly context: Context;
  /** Everybody and everything that it counts for, once each. */
  readonly subjects: readonly PlacedSubject[];
  /** All limits that bind them, of the touched meters, once each. */
  limitStates(): Promise<readonly PlacedState[]>;
}

export function lookAt(tx: Transaction, context: Context, touched: readonly Touched[]): Look {
  let states: Promise<readonly PlacedState[]> | undefined;
  return {
    tx,
    context,
    subjects: placedSubjects(touched),
    limitStates: () => (states ??= readStates(tx, context, touched)),
  };
}

function placedSubjects(touched: readonly Touched[]): readonly PlacedSubject[] {
  const found = new Map<string, PlacedSubject>();
  for (const { path, meters } of touched) {
    for (const subject of subjectsOf(path)) {
      const key = subjectKey(subject);
      const known = found.get(key);
      found.set(key, {
        subject,
        keys: known?.keys ?? keysOver(subject, path.chain),
        meters: known ? both(known.meters, meters) : meters,
      });
    }
  }
  return [...found.values()];
}

function both(one: Touched["meters"], other: Touched["meters"]): Touched["meters"] {
  return one && other ? new Set([...one, ...other]) : undefined;
}

async function readStates(
  tx: Transaction,
  { tenantId }: Context,
  touched: readonly Touched[],
): Promise<readonly PlacedState[]> {
  const found = new Map<string, { readonly limit: BindingLimit; readonly keys: readonly string[] }>();
  for (const { path, meters } of touched) {
    for (const limit of path.limits) {
      // Whatever is used may cost something.
      if (meters && !meters.has(limit.limit.meter) && limit.limit.meter !== COST) continue;
      const key = `${subjectKey(limit.subject)} ${limit.limit.meter} ${limit.limit.window}`;
      if (!found.has(key)) found.set(key, { limit, keys: keysOver(limit.subject, path.chain) });
    }
  }
  const placed = [...found.values()];
  const states = await readLimitBalances(
    tx,
    tenantId,
    placed.map(({ limit }) => limit),
  );
  return placed.flatMap(({ keys }, index) => {
    const state = states[index];
    return state ? [{ state, keys }] : [];
  });
}

/** Rules by the key under which they look. */
export function byKey<Rule extends AlertRule>(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  return Map.groupBy(rules, (rule) => rule.subjectKey);
}

/** Those that look under any of these keys. */
export function rulesFor<Rule extends AlertRule>(
  rules: ReadonlyMap<string, readonly Rule[]>,
  keys: readonly string[],
): readonly Rule[] {
  return keys.flatMap((key) => rules.get(key) ?? []);
}
