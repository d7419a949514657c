import type { Meter } from "../../domain/meters/meter.ts";
import type { Kind } from "../arg.ts";
import { amount as amountKind, meter as meterKind } from "../args/quota.ts";
import type { TypedAmount } from "../args/quota.ts";
import { CommandError } from "../problem.ts";

/** What may be typed in either order: "gpu_hours 50" or "50 gpu_hours". */
export type MeterOrAmount = { readonly meter: Meter } | { readonly amount: TypedAmount };

const AMOUNT = /^(?:[+-]?(?:[\d.∞]|nan$|inf(?:inity)?$)|unlimited$|none$|nothing$|zero$|infinite$)/iu;

/** A meter where one is expected; an amount is taken, too. */
export const meterFirst: Kind<MeterOrAmount> = { ...meterKind, read: (typed, field) => either(typed, field) };
/** An amount where one is expected; a meter is taken, too. */
export const amountSecond: Kind<MeterOrAmount> = { ...amountKind, read: (typed, field) => either(typed, field) };

function either(typed: string, field: string): ReturnType<Kind<MeterOrAmount>["read"]> {
  if (AMOUNT.test(typed)) {
    const reading = amountKind.read(typed, field);
    return reading.ok
      ? { ok: true, resolve: async (context) => ({ amount: await reading.resolve(context) }) }
      : reading;
  }
  const reading = meterKind.read(typed, field);
  return reading.ok ? { ok: true, resolve: async (context) => ({ meter: await reading.resolve(context) }) } : reading;
}

/** The one of each. */
export function sorted(first: MeterOrAmount, second: MeterOrAmount): { meter: Meter; amount: TypedAmount } {
  if ("meter" in first && "amount" in second) return { meter: first.meter, amount: second.amount };
  if ("amount" in first && "meter" in second) return { meter: second.meter, amount: first.amount };

  const expected = "amount" in first ? "what is limited beside how much, such as gpu_hours" : "how much, such as 50";
  const typed = "amount" in second ? second.amount.typed : second.meter.name;
  throw new CommandError({ kind: "not-a-value", field: "amount" in first ? "meter" : "amount", typed, expected });
}
