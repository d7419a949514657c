import type { Configuration } from "../configuration/configuration.ts";
import { showAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import { meterCalled } from "./meter-called.ts";
import type { Limit } from "./limit.ts";
import { windowWords } from "./window-name.ts";

/** A limit as people read it: "50 GPU hours a month", "no GPU hours a month", "unlimited GPU hours". */
export function limitWords(
  configuration: Pick<Configuration, "meters">,
  { meter: name, amount, window }: Pick<Limit, "meter" | "amount" | "window">,
): string {
  const meter = meterCalled(configuration, name);
  if (amount === null) return `unlimited ${unitOf(meter)}`;

  return `${amount === 0n ? `no ${unitOf(meter)}` : showAmount(meter, amount)} ${windowWords(window)}`;
}

/** What stands behind "no" and "unlimited": a unit that other meters have, too, says of what. */
function unitOf({ label, unit }: Meter): string {
  const [short, long] = [unit.toLowerCase(), label.toLowerCase()];
  return long.includes(short) ? unit : `${unit} of ${long}`;
}
