import type { Transaction } from "../../../storage/database.ts";
import type { Context } from "../../context.ts";
import type { AlertRule, AlertRuleOf } from "../alert-rule.ts";
import type { AlertKind } from "../kinds.ts";
import type { Observation } from "../observation.ts";
import { observeApprovals } from "./approvals.ts";
import { observeDeliveries } from "./deliveries.ts";
import { observeExpiring } from "./expiring.ts";
import { observeFailures } from "./failures.ts";
import { observeForecast } from "./forecast.ts";
import type { Look } from "./look.ts";
import { observeIdle } from "./idle.ts";
import { observeLimits } from "./quota.ts";
import { observeStale } from "./stale.ts";
import { observeUsage } from "./usage.ts";

const SECONDS_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Looking<Kind extends AlertKind> = (
  look: Look,
  rules: readonly AlertRuleOf<Kind>[],
) => Promise<readonly Observation[]>;

/** How rules of a kind get to see anything; all of the rules that it is given may look at what it is given. */
export interface Observer<Kind extends AlertKind> {
  /** Looks at those whose use or limits have just changed; also by the clock, at those that have open alerts. */
  readonly touched?: Looking<Kind>;
  /** Looks so often at everybody who used anything, some hundred at a time. */
  readonly sweep?: { readonly everyMs: number; readonly observe: Looking<Kind> };
  /**
   * Looks so often at whatever it finds by itself. What it does not see any more is over: an open alert of such a rule
   * that no observation is about is resolved.
   */
  readonly clock?: {
    readonly everyMs: number;
    observe(looking: ClockLook, rules: readonly AlertRuleOf<Kind>[]): Promise<readonly Observation[]>;
  };
}

export interface ClockLook {
  readonly tx: Transaction;
  readonly context: Context;
}

/** By kind; one without any only gets what others tell it. */
export const observers: { readonly [Kind in AlertKind]: Observer<Kind> } = {
  quota: { touched: observeLimits },
  overage: { touched: observeLimits },
  usage: { touched: observeUsage },
  forecast: { sweep: { everyMs: HOUR_MS, observe: observeForecast } },
  failures: { clock: { everyMs: SECONDS_MS, observe: observeFailures } },
  // Takes too long to be looked at while others wait: look-at-unusual.ts.
  unusual: {},
  idle: { clock: { everyMs: MINUTE_MS, observe: observeIdle } },
  approvals: { clock: { everyMs: MINUTE_MS, observe: observeApprovals } },
  expiring: { clock: { everyMs: MINUTE_MS, observe: observeExpiring } },
  stale: { clock: { everyMs: HOUR_MS, observe: observeStale } },
  deliveries: { clock: { everyMs: MINUTE_MS, observe: observeDeliveries } },
  external: {},
};

/** What the observers of these ways see for these rules, each rule given to its kind's. */
export async function observeBy(
  way: "touched" | "sweep",
  look: Look,
  rules: readonly AlertRule[],
): Promise<readonly Observation[]> {
  const seen: Observation[] = [];
  for (const [kind, ofKind] of Map.groupBy(rules, (rule) => rule.kind)) {
    const { touched, sweep } = observers[kind];
    const observe = way === "touched" ? touched : sweep?.observe;
    // Safe: each kind's observer is given the rules of that kind.
    if (observe) seen.push(...(await (observe as Looking<AlertKind>)(look, ofKind)));
  }
  return seen;
}
