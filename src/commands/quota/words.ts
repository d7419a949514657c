import type { Configuration } from "../../domain/configuration/configuration.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import type { LimitSource, LimitState } from "../../domain/quotas/limit.ts";
import { limitPlace, stateWords, usedOf } from "../../notifications/compose/limit-line.ts";
import type { Text } from "../../notifications/message.ts";
import { absolute } from "../../notifications/time.ts";
import type { LimitModel } from "../../storage/generated/enums.ts";
import type { CommandContext } from "../define.ts";

export const modelNames = {
  hard: "Hard: nothing beyond it starts",
  hard_safe: "Hard, safe: only what can finish within it starts",
  soft: "Soft: beyond it, up to its grace",
  notify_only: "Only tells, refuses nothing",
} as const satisfies Record<LimitModel, string>;

/** In whose words and zone something is said. */
export type Reader = Pick<CommandContext, "actor" | "configuration" | "now">;

/** "318 of 400", "12.5 of 10 GB", "318, unlimited": what stands beside the meter's name. */
export function usedWords(configuration: Configuration, state: LimitState): string {
  const used = usedOf(meterCalled(configuration, state.limit.meter), state);
  return state.allowance === null ? `${used}, unlimited` : used;
}

/** "GPU hours, November: 318 of 400 used, 12 reserved, 70 left." */
export function stateLine(reader: Reader, state: LimitState): string {
  return stateWords(meterCalled(reader.configuration, state.limit.meter), state, reader);
}

/** "GPU hours, November"; of what is held at this moment, the meter alone. */
export function placeWords(reader: Reader, state: LimitState): string {
  return limitPlace(meterCalled(reader.configuration, state.limit.meter), state, reader);
}

/** An instant in the reader's own zone, as plain text. */
export function at({ actor, now }: Reader, time: Date): string {
  return absolute(time, actor.kind === "person" ? actor.timeZone : "UTC", now);
}

/** Where a limit comes from: "from plan Small (organization Vision Lab)", "set for Vision Lab by Alice Moreau". */
export function sourceText(source: LimitSource, configuration: Configuration): Text {
  const withheld = source.isWithheld ? "; a service account has none of it until it is given some by name" : "";
  if (source.kind === "plan") return `${planWords(source, configuration)}${withheld}`;

  const { setBy, setAt, until, reason } = source;
  return [
    `set by ${setBy} `,
    { time: setAt },
    ...(until ? [", until ", { time: until }] : []),
    ...(reason ? [` (“${reason}”)`] : []),
    ...(withheld ? [withheld] : []),
  ];
}

function planWords(source: Extract<LimitSource, { kind: "plan" }>, { plans }: Configuration): string {
  const label = plans.find(({ name }) => name === source.plan)?.label ?? source.plan;
  switch (source.through) {
    case "personal":
      return `from plan ${label}, their own`;
    case "organization":
      return `from plan ${label}${source.organization ? ` (${source.organization})` : ""}`;
    case "default":
      return `from plan ${label}, the default`;
  }
}

/** A bar of ten for those who see it: the words beside it say the same. */
export function gauge({ used, allowance }: Pick<LimitState, "used" | "allowance">): string {
  const percent = percentOf({ used, allowance });
  const full = Math.min(10, Math.round((percent ?? 0) / 10));
  return `${"▮".repeat(full)}${"▯".repeat(10 - full)}`;
}

/** How much of it is used, in whole percent, rounded down so that 100 means used up; undefined where that says nothing. */
export function percentOf({ used, allowance }: Pick<LimitState, "used" | "allowance">): number | undefined {
  if (allowance === null || allowance === 0n) return undefined;
  return Number((used * 100n) / allowance);
}

/** "+200 GPU hours" */
export function plus(meter: Meter, units: Units): string {
  return `+${showAmount(meter, units)}`;
}

/** When a limit begins anew, in a list's cell. */
export function resetCell({ limit, resetsAt }: Pick<LimitState, "limit" | "resetsAt">): Text {
  if (limit.window.startsWith("rolling:")) return "by the hour";
  return resetsAt ? [{ time: resetsAt }] : "does not reset";
}
