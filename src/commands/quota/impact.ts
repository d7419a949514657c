import { capitalized } from "../org/words.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import type { Impact, OverCommitment } from "../../domain/quotas/impact.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import { at } from "./words.ts";
import type { Reader } from "./words.ts";

const MOST_NAMED = 5;

/** Who is over because of a change, and what that means to them; empty where nobody is. */
export function overLines(reader: Reader, { over }: Impact): string[] {
  if (over.length === 0) return [];
  const more = over.length - MOST_NAMED;
  return [
    ...over.slice(0, MOST_NAMED).map((state) => overLine(reader, state)),
    ...(more > 0 ? [`So it is for ${more} more.`] : []),
    "Nothing that runs is stopped.",
  ];
}

/** "Bob Ekman has used 62 of the new 50 GPU hours (November): nothing new can start until Tue 1 Dec 00:00 CET." */
function overLine(reader: Reader, { limit, subjectName, used, reserved, allowance, startsAt, resetsAt }: LimitState) {
  const { configuration, now } = reader;
  const meter = meterCalled(configuration, limit.meter);
  const held = limit.window === "now";
  const window = held ? "" : ` (${windowName(limit.window, startsAt, { timeZone: configuration.timeZone, now })})`;
  const taken = `${showNumber(meter, used)}${reserved > 0n ? ` and reserved ${showNumber(meter, reserved)}` : ""}`;
  const until =
    resetsAt && !limit.window.startsWith("rolling:") ? ` until ${at(reader, resetsAt)}` : " until less is used";
  const doing = `${capitalized(subjectName)} ${held ? "holds" : "has used"} ${taken} of the new ${showAmount(meter, allowance ?? 0n)}${window}`;
  return `${doing}: nothing new can start${until}.`;
}

/** "The parts of Vision Lab add up to 900 of its 600 GPU hours a month." */
export function overCommitmentLine(reader: Reader, meterName: string, { owner, parts, pool }: OverCommitment): string {
  const meter = meterCalled(reader.configuration, meterName);
  return `The parts of ${owner} now add up to ${showNumber(meter, parts)} of its ${showAmount(meter, pool)}; whoever comes first uses it.`;
}
