import type { Meter } from "../../domain/meters/meter.ts";
import type { MeterUsage } from "../../domain/reports/show-usage.ts";
import type { Chart, Text } from "../../notifications/message.ts";
import type { CommandContext } from "../define.ts";

export interface Outlook {
  /** "At this rate 400 is reached on Thu 27 Nov (between Wed and Sat)." */
  readonly line: Text;
  readonly band?: Chart["forecast"];
}

/** Where the use of a limit leads, while its window runs; undefined where too few days are known. */
export function outlookOf(_context: CommandContext, _meter: Meter, _usage: MeterUsage): Outlook | undefined {
  return undefined;
}
