import type { AlertSilence } from "../../storage/generated/client.ts";

import { actsOn } from "./in-whose-name.ts";
import type { Route } from "./in-whose-name.ts";

/** What a silence goes by: what an alert is about, never which firing of it. */
export interface Silenceable {
  readonly ruleId: string;
  readonly kind: string;
  readonly subjectKey: string;
  readonly meter: string;
  /** Its organization with those above it. */
  readonly chain: readonly string[];
}

interface Told {
  readonly recipient: string;
  readonly route: Route;
}

/** Whether a silence is for this hearer, too: one of one's own, or of an organization, keeps nobody else from hearing. */
export function isFor(silence: Pick<AlertSilence, "forPersonId" | "giverId">, { recipient, route }: Told): boolean {
  const { forPersonId, giverId } = silence;
  return forPersonId === null ? actsOn(giverId, route) : recipient === `person:${forPersonId}`;
}

/** Of one alert, put off by somebody for themselves unless it becomes critical. */
export function isSnooze({ why }: Pick<AlertSilence, "why">): boolean {
  return why === "snooze";
}

export type SilenceMatcher = Pick<AlertSilence, "ruleId" | "kind" | "subjectKey" | "organizationId" | "meter">;

/** Whether a silence holds for it: all that the silence names must fit. */
export function silences(silence: SilenceMatcher, alert: Silenceable): boolean {
  const { ruleId, kind, subjectKey, organizationId, meter } = silence;
  return (
    (ruleId === null || ruleId === alert.ruleId) &&
    (kind === null || kind === alert.kind) &&
    (subjectKey === null || subjectKey === alert.subjectKey) &&
    (organizationId === null || alert.chain.includes(organizationId)) &&
    (meter === null || meter === alert.meter)
  );
}

/** Until when it is silenced, by whichever silence lasts longest; undefined: it is not. */
export function silencedUntil(
  running: readonly (SilenceMatcher & Pick<AlertSilence, "until">)[],
  alert: Silenceable,
): Date | undefined {
  const ends = running.filter((silence) => silences(silence, alert)).map(({ until }) => until);
  return ends.toSorted((one, other) => other.getTime() - one.getTime())[0];
}
