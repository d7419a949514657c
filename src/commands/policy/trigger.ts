import { requireAmount } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { Trigger } from "../../domain/policies/policy.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const PERCENT = /^(\d{1,4}) ?(?:%|percent|per cent)$/iu;
const MOST_PERCENT = 1_000;

/** When a policy fires, before it is known of which meter. */
export interface TypedTrigger {
  triggerOf(meter: Meter): Trigger;
}

/** "80%" of the limit, or an amount: "320", "10 GB". */
export const trigger: Kind<TypedTrigger> = {
  kind: "amount",
  label: "At",
  field: "line",
  read(typed, field) {
    const digits = PERCENT.exec(typed)?.[1];
    const percent = Number(digits);
    if (digits && percent >= 1 && percent <= MOST_PERCENT)
      return given({ triggerOf: () => ({ kind: "percent", percent }) });

    if (digits || !/\d/u.test(typed))
      return notA(
        field,
        typed,
        `a part of the limit from 1% to ${MOST_PERCENT}%, such as 80%, or an amount, such as 320`,
      );
    return given({
      triggerOf: (meter) => ({ kind: "amount", amount: requireAmount(meter, typed, { field, positive: true }) }),
    });
  },
};
