import type { Configuration } from "../../domain/configuration/configuration.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { Limit, LimitState } from "../../domain/quotas/limit.ts";
import { leftOf } from "../../domain/quotas/over.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { Inline, Text } from "../message.ts";
import { listed } from "./words.ts";

/** How the installation names stretches of time, and when it is. */
export interface Clock {
  readonly configuration: Pick<Configuration, "timeZone">;
  readonly now: Date;
}

/** "GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets Tue 1 Dec 00:00 CET." */
export function limitLine(meter: Meter, state: LimitState, clock: Clock): Text {
  const resets = resetWords(state);
  return [`${stateWords(meter, state, clock)}${resets.length > 0 ? " " : ""}`, ...resets];
}

/** "GPU hours, November: 318 of 400 used, 12 reserved, 70 left." */
export function stateWords(meter: Meter, state: LimitState, clock: Clock): string {
  const left = leftOf(state);
  const parts = [
    `${usedOf(meter, state)} ${state.limit.window === "now" ? "held" : "used"}`,
    ...(state.reserved > 0n ? [`${showNumber(meter, state.reserved)} reserved`] : []),
    left === null ? "unlimited" : `${showNumber(meter, left)} left`,
  ];
  return `${limitPlace(meter, state, clock)}: ${parts.join(", ")}.`;
}

/** "318 of 400", "12.5 of 10 GB", "318"; the unit is left out where the meter's name beside it says it. */
export function usedOf(meter: Meter, { used, allowance }: Pick<LimitState, "used" | "allowance">): string {
  const show = meter.label.toLowerCase().includes(meter.unit.toLowerCase()) ? showNumber : showAmount;
  return allowance === null ? show(meter, used) : `${showNumber(meter, used)} of ${show(meter, allowance)}`;
}

/** "GPU hours, November"; of what is held at this moment, the meter alone. */
export function limitPlace({ label }: Meter, { limit, startsAt }: LimitState, { configuration, now }: Clock): string {
  if (limit.window === "now") return label;
  return `${label}, ${windowName(limit.window, startsAt, { timeZone: configuration.timeZone, now })}`;
}

/** When it begins anew, as an instant that the platform shows in the reader's zone; empty where it never does. */
export function resetWords({ limit, resetsAt }: Pick<LimitState, "limit" | "resetsAt">): readonly Inline[] {
  if (limit.window.startsWith("rolling:")) return ["What is older drops out by the hour."];
  return resetsAt ? ["Resets ", { time: resetsAt }, "."] : [];
}

/** What becomes of more than the limit: "Nothing beyond it starts." */
export function beyondWords({ model, gracePercent }: Pick<Limit, "model" | "gracePercent">): string {
  switch (model) {
    case "hard":
      return "Nothing beyond it starts.";
    case "hard_safe":
      return "Only what can finish within it starts.";
    case "soft":
      return `Up to ${gracePercent} % beyond it still starts.`;
    case "notify_only":
      return "It refuses nothing.";
  }
}

/** "50, 80 and 95 %". */
export function percentWords(percents: readonly number[]): string {
  return `${listed(percents.map((percent) => percent.toLocaleString("en-US")))} %`;
}

/** An amount without its unit; null is unlimited. */
export function showLimit(meter: Meter, amount: Units | null): string {
  return amount === null ? "unlimited" : showNumber(meter, amount);
}
