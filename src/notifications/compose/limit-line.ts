import type { Configuration } from "../../domain/configuration/configuration.ts";
import { showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { Inline, Text } from "../message.ts";

/** How the installation names stretches of time, and when it is. */
export interface Clock {
  readonly configuration: Pick<Configuration, "timeZone">;
  readonly now: Date;
}

/** "GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets Tue 1 Dec 00:00 CET." */
export function limitLine(meter: Meter, state: LimitState, { configuration, now }: Clock): Text {
  const { limit, startsAt, resetsAt, reserved, used } = state;
  const name = windowName(limit.window, startsAt, { timeZone: configuration.timeZone, now });
  const held = reserved > 0n ? `, ${showNumber(meter, reserved)} reserved` : "";
  const left = leftOf(state);
  const remaining = left === null ? "" : `, ${showNumber(meter, left)} left`;
  const resets: readonly Inline[] = resetsAt ? [" Resets ", { time: resetsAt }, "."] : [];
  return [
    `${meter.label}, ${name}: ${showNumber(meter, used)} of ${showLimit(meter, state.allowance)} used${held}${remaining}.`,
    ...resets,
  ];
}

/** An amount without its unit; null is unlimited. */
export function showLimit(meter: Meter, amount: Units | null): string {
  return amount === null ? "unlimited" : showNumber(meter, amount);
}
