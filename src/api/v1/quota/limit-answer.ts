import type { Configuration } from "../../../domain/configuration/configuration.ts";
import { writeAmount } from "../../../domain/meters/amount.ts";
import type { Meter, Units } from "../../../domain/meters/meter.ts";
import type { LimitSource, LimitState } from "../../../domain/quotas/limit.ts";
import type { CountedSubject } from "../../../domain/quotas/subject.ts";
import { zonedTime } from "../zoned-time.ts";

export type Metered = Pick<Configuration, "meters" | "timeZone">;

/** A meter that is no longer configured is still counted in its smallest unit. */
export function meterOf({ meters }: Metered, name: string): Meter {
  return meters.find((meter) => meter.name === name) ?? { name, label: name, unit: name, kind: "counter", decimals: 0 };
}

/** How a limit stands, as the API writes it. */
export function limitAnswer(configuration: Metered, state: LimitState) {
  const { limit, allowance, used, reserved } = state;
  const meter = meterOf(configuration, limit.meter);
  const written = (units: Units | null) => (units === null ? null : writeAmount(meter, units));
  const when = (at: Date | null) => at && zonedTime(at, configuration.timeZone);
  return {
    subject: subjectAnswer(state.subject, state.subjectName),
    meter: meter.name,
    unit: meter.unit,
    window: limit.window,
    model: limit.model,
    limit: written(allowance),
    used: written(used),
    reserved: written(reserved),
    remaining: written(allowance === null ? null : allowance - used - reserved),
    starts_at: when(state.startsAt),
    resets_at: when(state.resetsAt),
    source: sourceAnswer(configuration, limit.source),
  };
}

export function subjectAnswer(subject: CountedSubject, name: string) {
  return {
    scope: subject.scope,
    name,
    ...("organizationId" in subject && { organization_id: subject.organizationId }),
    ...("personId" in subject && { person_id: subject.personId }),
  };
}

function sourceAnswer({ timeZone }: Metered, source: LimitSource) {
  if (source.kind === "plan") {
    const { plan, through, organization } = source;
    return { kind: "plan", plan, through, ...(organization && { organization }) };
  }
  const { setBy, setAt, until, reason } = source;
  return {
    kind: "quota",
    set_by: setBy,
    set_at: zonedTime(setAt, timeZone),
    until: until && zonedTime(until, timeZone),
    reason,
  };
}
