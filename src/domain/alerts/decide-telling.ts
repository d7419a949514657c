import type { AlertSettings } from "../configuration/alert-settings.ts";
import { nextTimeOfDay } from "./day-span.ts";
import type { DaySpan } from "./day-span.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import { mutedUntil } from "./mute-window.ts";
import { quietUntil } from "./quiet-hours.ts";

/** Somebody who would be told, and how they want it. */
export type Hearer =
  | {
      readonly kind: "person";
      readonly recipient: string;
      readonly timeZone: string;
      readonly quiet: DaySpan;
      /** Minutes after midnight; null: as configured. */
      readonly digestAt: number | null;
      readonly off: readonly string[];
    }
  | {
      readonly kind: "channel";
      readonly recipient: string;
      readonly timeZone: string;
      readonly muted: readonly string[];
      readonly budget: number | null;
      readonly isDegraded: boolean;
      /** Hears of this subject alone, so that no flood can come. */
      readonly isOwnSubject: boolean;
    };

/** All that decides whether, when and how one hearer is told of one level of one alert. */
export interface Occasion {
  readonly hearer: Hearer;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** Of a level that every limit has for its holder's information. */
  readonly isDirect: boolean;
  readonly ruleId: string;
  readonly now: Date;
  readonly settings: AlertSettings;
  readonly silencedUntil: Date | undefined;
  readonly snoozedUntil: Date | undefined;
  readonly isInhibited: boolean;
  /** There is a card that this can be said under. */
  readonly hasCard: boolean;
  /** Of a rule that looks at everybody and every organization. */
  readonly isOfMany: boolean;
  /** It waited in a digest already, and comes out of it by itself. */
  readonly isGathered: boolean;
  /** Messages that are not critical which this channel got in this hour. */
  readonly toldThisHour: number;
  /** When the channel last got a message about several of this rule. */
  readonly groupToldAt: Date | undefined;
}

export type DigestKind = "daily" | "quiet" | "muted" | "late" | "group" | "budget" | "window";

export type Telling =
  | { readonly how: "now" }
  /** Never, because they do not want this kind. */
  | { readonly how: "off" }
  /** To be looked at again then. */
  | { readonly how: "silenced" | "snoozed" | "inhibited"; readonly until: Date }
  | { readonly how: "digest"; readonly digest: DigestKind; readonly groupKey: string; readonly dueAt: Date };

const HOUR_MS = 60 * 60 * 1000;
/** How soon it is looked at again whether what inhibits is still there. */
const INHIBITED_FOR_MS = 60 * 1000;

/** Kinds that can wait for the day's digest unless they are critical: nothing is running out. */
const unhurried: ReadonlySet<AlertKind> = new Set(["approvals", "expiring", "stale", "deliveries"]);

/** Kinds whose levels are chosen. */
const chosen: ReadonlySet<AlertKind> = new Set(["quota", "overage", "usage"]);

/** Decides in the order in which a person would expect to be asked: what they said themselves counts first. */
export function decideTelling(occasion: Occasion): Telling {
  const { hearer, kind, silencedUntil, snoozedUntil, isInhibited, now } = occasion;
  if (hearer.kind === "person" && hearer.off.includes(kind)) return { how: "off" };
  if (silencedUntil) return { how: "silenced", until: silencedUntil };
  if (snoozedUntil && snoozedUntil > now) return { how: "snoozed", until: snoozedUntil };
  if (isInhibited) return { how: "inhibited", until: new Date(now.getTime() + INHIBITED_FOR_MS) };

  return hearer.kind === "person" ? toPerson(occasion, hearer) : toChannel(occasion, hearer);
}

type PersonHearer = Extract<Hearer, { kind: "person" }>;
type ChannelHearer = Extract<Hearer, { kind: "channel" }>;

function toPerson(occasion: Occasion, hearer: PersonHearer): Telling {
  const { severity, now, settings } = occasion;
  if (severity === "critical") return { how: "now" };

  const { timeZone, quiet } = hearer;
  const quietEnd = quietUntil(quiet, now, timeZone);
  if (isUnhurried(occasion)) {
    const dueAt = nextTimeOfDay(hearer.digestAt ?? settings.digestAt, now, timeZone);
    return gathered("daily", quietUntil(quiet, dueAt, timeZone) ?? dueAt);
  }
  return quietEnd ? gathered("quiet", quietEnd) : { how: "now" };
}

/** What can wait for the day's digest; a level of a limit that somebody chose themselves cannot. */
function isUnhurried({ kind, severity, isDirect, isGathered }: Occasion): boolean {
  if (isGathered) return false;
  if (unhurried.has(kind)) return true;
  return severity === "info" && (isDirect || !chosen.has(kind));
}

function toChannel(occasion: Occasion, hearer: ChannelHearer): Telling {
  const { severity, now } = occasion;
  if (hearer.isDegraded) return gathered("late", now);
  const mutedEnd = severity === "critical" ? undefined : mutedUntil(hearer.muted, now, hearer.timeZone);
  if (mutedEnd) return gathered("muted", mutedEnd);
  if (mayBeMany(occasion, hearer)) return gathered("group", groupDue(occasion), occasion.ruleId);

  return isSpent(occasion, hearer) ? gathered("budget", nextHour(now)) : { how: "now" };
}

/** The first of a rule that others may follow at once; what has a card is said below it. */
function mayBeMany({ isOfMany, hasCard, isGathered }: Occasion, { isOwnSubject }: ChannelHearer): boolean {
  return isOfMany && !isOwnSubject && !hasCard && !isGathered;
}

function groupDue({ now, settings, groupToldAt, severity }: Occasion): Date {
  const soonest = now.getTime() + settings.groupWaitMs;
  if (!groupToldAt || severity === "critical") return new Date(soonest);
  return new Date(Math.max(soonest, groupToldAt.getTime() + settings.groupIntervalMs));
}

function isSpent({ severity, toldThisHour, settings }: Occasion, { budget }: ChannelHearer): boolean {
  return severity !== "critical" && toldThisHour >= (budget ?? settings.budgetPerHour);
}

function gathered(digest: DigestKind, dueAt: Date, groupKey = ""): Telling {
  return { how: "digest", digest, dueAt, groupKey };
}

/** When the hour began in which a channel's messages are counted. */
export function hourOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
}

function nextHour(now: Date): Date {
  return new Date(hourOf(now).getTime() + HOUR_MS);
}
