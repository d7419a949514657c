import type { Alert } from "../../storage/generated/client.ts";
import { readFacts } from "../alerts/facts.ts";
import { nameOfLevel, severityOfLevel, summaryOf } from "./payload.ts";
import type { AboutAlert } from "./payload.ts";

/** An alert as Alertmanager's API v2 takes it ("postableAlert"). */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** By this label alerts of ours are known again where an Alertmanager sends them back. */
export const OWN_LABEL = "quartermaster_alert";
/** What is not said again within this time is over: five of the minutes in which open alerts are said again. */
const LASTS_MS = 5 * 60_000;

interface Posting {
  readonly alert: Alert;
  readonly about: AboutAlert;
  /** Levels that were told, as indexes; the present one is said in any case. */
  readonly levels: readonly number[];
  readonly now: Date;
}

/**
 * An alert as it stands now. Its level is one of its labels, which make the alert to an Alertmanager: those that it has
 * left behind are ended.
 */
export function postableAlerts({ alert, about, levels, now }: Posting): readonly PostableAlert[] {
  const isOpen = alert.phase === "firing" || alert.phase === "recovering";
  const said = isOpen ? [...new Set([...levels, alert.level])] : levels;
  return said.map((level) => {
    const lasts = isOpen && level === alert.level;
    return {
      labels: labelsOf(alert, about, level),
      annotations: { summary: summaryOf(alert, about.meter), rule: about.rule.name },
      startsAt: (alert.firedAt ?? alert.pendingSince).toISOString(),
      endsAt: (lasts ? new Date(now.getTime() + LASTS_MS) : endOf(alert, now)).toISOString(),
      ...linkOf(alert),
    };
  });
}

function endOf({ resolvedAt, firedAt }: Alert, now: Date): Date {
  const end = resolvedAt ?? now;
  // It takes none that ends before it begins.
  return firedAt && end < firedAt ? firedAt : end;
}

function linkOf(alert: Alert): Pick<PostableAlert, "generatorURL"> {
  const { link } = readFacts(alert.facts);
  return link === undefined ? {} : { generatorURL: link };
}

/** Labels that are empty are left out: to an Alertmanager they are the same as none. */
function labelsOf(alert: Alert, { organization, person }: AboutAlert, level: number): PostableAlert["labels"] {
  const labels = {
    alertname: `Quartermaster${alert.kind.slice(0, 1).toUpperCase()}${alert.kind.slice(1)}`,
    kind: alert.kind,
    organization: organization?.slug ?? "",
    person: person?.username ?? "",
    meter: alert.meter,
    window: alert.window,
    severity: severityOfLevel(alert, level),
    level: nameOfLevel(alert, level),
    [OWN_LABEL]: alert.id,
  };
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
}
