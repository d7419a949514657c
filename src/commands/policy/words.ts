import type { PolicyRow } from "../../domain/policies/list-policies.ts";
import type { PolicyState } from "../../domain/policies/policy-states.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { Text } from "../../notifications/message.ts";
import type { PolicyAction } from "../../storage/generated/enums.ts";
import type { CommandContext } from "../define.ts";

export const actionNames = {
  notify: "Tell",
  pause: "Pause: nothing new starts",
  drain: "Pause and drain: nothing is extended either",
} as const satisfies Record<PolicyAction, string>;

/** "November: 318 of 320 GPU hours used". */
export function standingWords(context: CommandContext, { policy, span, used, threshold }: PolicyState): string {
  const { configuration, now } = context;
  const meter = meterCalled(configuration, policy.meter);
  const name = windowName(policy.window, span.startsAt, { timeZone: configuration.timeZone, now });
  const of =
    threshold === undefined ? showAmount(meter, used) : `${showNumber(meter, used)} of ${showAmount(meter, threshold)}`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${of} used`;
}

/** Whether it has fired in this period, and whether what it paused still is. */
export function firedText({ firedAt, isPausing, policy, threshold }: PolicyRow): Text {
  if (!firedAt)
    return threshold === undefined ? "Waits: there is no limit to take a part of." : "Not yet in this period.";
  if (policy.action === "notify") return ["Told ", { time: firedAt }, "."];
  return ["Paused ", { time: firedAt }, isPausing ? "." : ", lifted since."];
}
