import type { Configuration } from "../../../domain/configuration/configuration.ts";
import type { Pause } from "../../../domain/pauses/pause.ts";
import { ApiError } from "../api-error.ts";
import { zonedTime } from "../zoned-time.ts";
import { helpOf } from "./help.ts";
import { subjectAnswer } from "./limit-answer.ts";

type Zoned = Pick<Configuration, "timeZone">;

/** What is paused, by whom, why and until when, as the API writes it. */
export function pauseAnswer({ timeZone }: Zoned, pause: Pause) {
  const { subject, subjectName, mode, by, since, until, reason, policyId } = pause;
  return {
    subject: subjectAnswer(subject, subjectName),
    mode,
    by,
    by_policy: policyId !== null,
    since: zonedTime(since, timeZone),
    until: until && zonedTime(until, timeZone),
    reason,
  };
}

/** Why nothing starts now, and when it may again. */
export function pausedError(configuration: Configuration, pause: Pause): ApiError {
  const { until, reason, by, subjectName } = pause;
  const ends = until ? `until ${zonedTime(until, configuration.timeZone)}` : "until somebody lifts it";
  return new ApiError("paused", {
    detail: `${subjectName} is paused by ${pause.policyId ? "a policy of " : ""}${by} ${ends}${reason ? `: ${reason}` : ""}.`,
    members: {
      pause: pauseAnswer(configuration, pause),
      ...helpOf(configuration),
      recovery: until ? [{ action: "wait", until: zonedTime(until, configuration.timeZone) }] : [],
    },
  });
}
