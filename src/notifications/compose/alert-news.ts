import { levelReached, percentOfLimit } from "../../domain/alerts/alert.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import { inHours } from "../../domain/alerts/rule-words.ts";
import type { AlertKind } from "../../domain/alerts/kinds.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { CardReader, Who } from "./alert-who.ts";
import { labelWithin, whoOf } from "./alert-who.ts";
import type { Clock } from "./limit-line.ts";
import { usedOf } from "./limit-line.ts";
import { count } from "./words.ts";

/** What a sentence is made of. */
interface Said {
  readonly card: AlertCard;
  readonly who: Who;
  readonly isMasked: boolean;
  readonly clock: Clock;
}

type Sentences = { readonly [Kind in AlertKind]: (said: Said) => string };

/** The one line that is the news of an alert while it is open: what, how much, of which limit. No full stop. */
export function newsOf(card: AlertCard, reader: CardReader, clock: Clock): string {
  const { isMasked } = reader;
  return sentences[card.alert.kind]({ card, who: whoOf(card, reader), isMasked, clock });
}

const sentences: Sentences = {
  quota: (said) => limitNews(said),
  overage: (said) => limitNews(said),

  usage({ card: { alert }, who }) {
    const { meter, value, facts } = alert;
    return `${who.name} used ${amountOf(meter, value)} within ${inHours(facts.hours ?? 1)}${who.place}`;
  },

  forecast(said) {
    const { card, who, clock } = said;
    const { meter, facts } = card.alert;
    const at = facts.reachedAt?.middle;
    const when = at ? ` on ${dayIn(clock, at)}` : " before the window ends";
    return `${who.name} will run out of ${meter ? labelWithin(meter) : "what is left"}${who.place}${when} at this rate (${sumOf(said)} used)`;
  },

  failures({ card: { alert }, who }) {
    const { facts, value } = alert;
    const failed = facts.failed ?? Number(value);
    const share = facts.ended
      ? ` of ${facts.ended.toLocaleString("en-US")} (${Math.floor((failed * 100) / facts.ended)} %)`
      : "";
    const whose = who.name === "You" ? "your jobs" : `the jobs of ${who.within}`;
    return `${failed.toLocaleString("en-US")}${share} of ${whose}${who.place} failed within ${inHours(facts.hours ?? 1)}`;
  },

  unusual({ card: { alert }, who }) {
    const { meter, facts, value } = alert;
    if (facts.signal !== undefined) return `Unusual for ${who.within}${who.place}: ${facts.signal}`;
    const seen = amountOf(meter, facts.seen ?? value);
    const usual = facts.baseline === undefined ? "" : `, usually about ${amountOf(meter, facts.baseline)}`;
    return `${who.name} use${who.s} unusually much${who.place}: ${seen} within ${inHours(facts.hours ?? 24)}${usual}`;
  },

  idle({ card: { alert }, who, isMasked }) {
    const { facts } = alert;
    const holder = isMasked ? who.name : (facts.holder ?? who.name);
    const since = facts.hours === undefined ? "" : ` for ${inHours(facts.hours)}`;
    const busy = facts.busyPercent === undefined ? "does next to nothing with it" : `uses ${facts.busyPercent} % of it`;
    return `${holder} has held ${facts.holds ?? "what was reserved"}${since} and ${busy}`;
  },

  approvals: ({ card: { alert }, who }) =>
    `${count(manyOf(alert), "request", "requests")} of ${who.within} ${manyOf(alert) === 1 ? "waits" : "wait"} for an answer`,
  expiring: ({ card: { alert }, who }) =>
    `${count(manyOf(alert), "thing", "things")} of ${who.name === "You" ? "yours" : who.within} ${manyOf(alert) === 1 ? "ends" : "end"} soon`,
  stale: ({ card: { alert } }) =>
    `${count(manyOf(alert), "account has", "accounts have")} not been used for a long time`,
  deliveries: ({ card: { alert } }) => `${count(manyOf(alert), "message", "messages")} did not arrive`,
  external: ({ card: { alert } }) =>
    alert.facts.summary ?? `${alert.facts.source ?? "Another system"} tells of ${alert.subjectName}`,
};

function manyOf({ facts, value }: AlertCard["alert"]): number {
  return facts.total ?? facts.items?.length ?? Number(value);
}

function limitNews(said: Said): string {
  const { card, who } = said;
  const { meter } = card.alert;
  if (!meter) return `${who.name} ${who.has} come near a limit that is no longer counted`;

  const percent = percentOfLimit(card.alert);
  return leftNews(said, meter) ?? (percent === undefined ? plainNews(said, meter) : shareNews(said, meter, percent));
}

/** Of rules that look at what is left. */
function leftNews(said: Said, meter: Meter): string | undefined {
  const { card, who } = said;
  const { alert } = card;
  const isLeft = alert.facts.remaining === true || levelReached(alert)?.name.endsWith(" left") === true;
  if (!isLeft || alert.limit === null || alert.value >= alert.limit) return undefined;

  const left = showAmount(meter, alert.limit - alert.value);
  return `${who.name} ${who.has} ${left} left${who.place}${windowWords(said)} (${sumOf(said)} ${isHeld(said) ? "held" : "used"})`;
}

function plainNews(said: Said, meter: Meter): string {
  const { card, who } = said;
  const span = windowWords(said).replace(/^ for /u, " in ");
  return `${who.name} ${useVerb(said)} ${showAmount(meter, card.alert.value)}${who.place}${span}`;
}

function shareNews(said: Said, meter: Meter, percent: number): string {
  const { who } = said;
  const mine = `${who.its} ${labelWithin(meter)}${who.place}${windowWords(said)} (${sumOf(said)})`;
  if (percent > 100) return `${who.name} ${who.has} passed ${who.its} limit: ${percent} % of ${mine}`;
  return `${who.name} ${useVerb(said)} ${percent === 100 ? "all" : `${percent} %`} of ${mine}`;
}

function isHeld({ card }: Said): boolean {
  return card.alert.window === "now";
}

function useVerb(said: Said): string {
  return isHeld(said) ? `hold${said.who.s}` : `${said.who.has} used`;
}

/** "380 of 400". */
export function sumOf({ card: { alert } }: Pick<Said, "card">): string {
  const { meter, value, limit, kind, facts } = alert;
  const used = kind === "forecast" ? (facts.used ?? value) : value;
  return meter ? usedOf(meter, { used, allowance: limit }) : "";
}

/** " for November", " in the last 24 hours"; nothing of what is held at this moment. */
function windowWords({ card: { alert }, clock }: Said): string {
  const { window, windowStart } = alert;
  if (window === "now" || window === "") return "";
  const name = windowName(window, windowStart, { timeZone: clock.configuration.timeZone, now: clock.now });
  if (window === "lifetime") return ` ${name}`;
  return window.startsWith("rolling:") ? ` in ${name}` : ` for ${name.startsWith("week") ? `the ${name}` : name}`;
}

function amountOf(meter: Meter | undefined, units: bigint): string {
  return meter ? showAmount(meter, units) : units.toLocaleString("en-US");
}

/** "Thu 27 Nov". */
export function dayIn({ configuration: { timeZone } }: Clock, at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short" })
    .format(at)
    .replace(",", "");
}

/** The news once it is over, and how it ended. */
export function endNewsOf(card: AlertCard, reader: CardReader, clock: Clock): string {
  const { alert } = card;
  const who = whoOf(card, reader);
  const { meter, window, windowStart } = alert;
  if (alert.resolution === "window-ended" && meter) {
    const name = windowName(window, windowStart, { timeZone: clock.configuration.timeZone, now: clock.now });
    return `${capitalized(name)} is over: ${who.within} had used ${sumOf({ card })} ${labelWithin(meter)}${who.place}`;
  }
  if (alert.resolution === "limit-raised" && meter)
    return `${who.name} ${who.has} room again: ${sumOf({ card })} ${labelWithin(meter)}${who.place}, since the limit was raised`;
  const [level] = alert.levels;
  if (alert.resolution === "fell" && meter && level && alert.limit !== null)
    return `${who.name} ${who.has === "have" ? "are" : "is"} below ${level.name} again: ${sumOf({ card })} ${labelWithin(meter)}${who.place}`;
  return `Over: ${newsOf(card, reader, clock)}`;
}

export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
