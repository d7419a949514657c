import { isOpen, isSnoozed } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { Contributor } from "../../domain/alerts/contributors.ts";
import { MOSTLY_PERCENT } from "../../domain/alerts/explained.ts";
import type { AlertKind } from "../../domain/alerts/kinds.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { Inline, Text } from "../message.ts";
import { beganAt, sourceLines } from "./alert-source.ts";
import { whoOf } from "./alert-who.ts";
import type { CardReader } from "./alert-who.ts";
import type { Clock } from "./limit-line.ts";
import { beyondWords, resetWords } from "./limit-line.ts";
import { outlookOf } from "./outlook.ts";
import { byName, count, listed } from "./words.ts";

const HOUR_MS = 3_600_000;
const MOST_ITEMS = 5;
const MOST_CAUSES = 3;

/** What an open alert's card says below its news. */
export function openLines(card: AlertCard, reader: CardReader, clock: Clock): readonly Text[] {
  return [
    ...recentLines(card, reader, clock),
    ...limitLines(card, clock),
    ...runningLines(card),
    ...kindLines(card, reader),
    ...sourceLines(card, whoOf(card, reader)),
    ...causeLines(card),
    ...sinceLines(card.alert),
    ...handledLines(card.alert, clock),
  ];
}

/** "In the last 24 hours: +41, mostly train-llava (Chen Li, 28) and sweep-7 (Bob Ekman, 9)." To whoever it is about, no names. */
function recentLines({ alert, recent }: AlertCard, reader: CardReader, { now }: Clock): readonly Text[] {
  const { meter } = alert;
  const { isMasked } = reader;
  if (!meter || !recent || recent.amount <= 0n || namedContributors(alert, isMasked).length > 0) return [];
  const hours = Math.ceil((now.getTime() - recent.since.getTime()) / HOUR_MS);
  const shown = isMasked ? recent.most.filter(({ job }) => job !== undefined) : recent.most;
  const isNameless = isMasked || ("personId" in alert.subject && alert.subject.personId === reader.personId);
  const who = shown.map((one) => contributorWords(meter, isNameless ? { ...one, person: undefined } : one));
  const mostly = who.length > 0 ? `, mostly ${listed(who)}` : "";
  const span = hours <= 1 ? "the last hour" : `the last ${hours} hours`;
  return [`In ${span}: +${showNumber(meter, recent.amount)}${mostly}.`];
}

function contributorWords(meter: Meter, { job, person, amount }: Contributor): string {
  const used = showNumber(meter, amount);
  if (job === undefined) return `${person ?? "without a job"} (${used})`;
  return `${job} (${person ? `${person}, ` : ""}${used})`;
}

/** When the limit is reached at this rate, or what its being reached means; and when it begins anew. */
function limitLines({ alert, state, days, earlier }: AlertCard, clock: Clock): readonly Text[] {
  if (!alert.meter || !state || !isOpen(alert) || alert.isSample) return [];
  const isReached = state.allowance !== null && state.used >= state.allowance;
  const line = isReached
    ? beyondWords(state.limit)
    : outlookOf(clock, alert.meter, { days, earlier, limit: state })?.line;
  const parts = [...(line === undefined ? [] : [line]), ...spaced(line, resetWords(state))];
  return parts.length > 0 ? [parts.flat()] : [];
}

function spaced(before: Text | undefined, words: readonly Inline[]): readonly Inline[] {
  return before === undefined || words.length === 0 ? words : [" ", ...words];
}

/** Who is hit when nothing is left (R-37). */
function runningLines({ running }: AlertCard): readonly Text[] {
  if (running.length === 0) return [];
  return [`Running on what is reserved: ${listed(running)}. They go on; nothing new starts once nothing is left.`];
}

type KindLines = Partial<Record<AlertKind, (alert: AlertView, isMasked: boolean) => readonly Text[]>>;

const linesOfKind: KindLines = {
  failures: ({ facts }) => (facts.causes ?? []).slice(0, MOST_CAUSES).map(causeWords),
  unusual: (alert, isMasked) => [
    ...scoreLines(alert),
    ...explainingLines(alert, isMasked),
    ...contributorLines(alert, isMasked),
  ],
  approvals: itemLines,
  expiring: itemLines,
  stale: itemLines,
  deliveries: itemLines,
};

function kindLines({ alert }: AlertCard, { isMasked }: CardReader): readonly Text[] {
  return linesOfKind[alert.kind]?.(alert, isMasked) ?? [];
}

type Cause = NonNullable<AlertView["facts"]["causes"]>[number];

/** "3 × exit 137, image cuda:12: train-1, train-2" */
function causeWords({ cause, count: times, jobs = [], link }: Cause): Text {
  const named = jobs.length > 0 ? `: ${listed(jobs.slice(0, MOST_ITEMS))}` : "";
  const words = `${times.toLocaleString("en-US")} × ${cause}${named}`;
  return link ? [`${words} (`, { link, label: "show the jobs" }, ")"] : words;
}

/** "That is 3.4 times the usual (score 6.4; unusual from 3.5 on)." */
function scoreLines({ facts: { score, seen, baseline } }: AlertView): readonly Text[] {
  if (score === undefined) return [];
  const far = `score ${score.toFixed(1)}; unusual from 3.5 on`;
  if (seen === undefined || baseline === undefined || baseline <= 0n) return [`Far from the usual: ${far}.`];
  const times = Number(seen) / Number(baseline);
  return [`That is ${times.toLocaleString("en-US", { maximumSignificantDigits: 2 })} times the usual (${far}).`];
}

/** "93 % of what is above the usual is due to Bob Ekman." Of who explains it nearly alone; a person before an organization. */
function explainingLines({ facts: { explaining = [] } }: AlertView, isMasked: boolean): readonly Text[] {
  const most = explaining.find(({ percent }) => percent >= MOSTLY_PERCENT) ?? explaining[0];
  if (isMasked || !most) return [];
  return [`${most.percent} % of what is above the usual is due to ${most.name}.`];
}

function namedContributors({ facts }: AlertView, isMasked: boolean) {
  return isMasked ? [] : (facts.contributors ?? []).slice(0, MOST_CAUSES);
}

function contributorLines(alert: AlertView, isMasked: boolean): readonly Text[] {
  const { meter } = alert;
  const named = namedContributors(alert, isMasked);
  if (named.length === 0) return [];
  const words = named.map(({ name, amount }) =>
    amount === undefined ? name : `${name} (${meter ? showAmount(meter, amount) : amount.toLocaleString("en-US")})`,
  );
  return [`Mostly ${listed(words)}.`];
}

/** What an alert counts, one by one: whose it is, what, and when. */
export function itemLines(alert: AlertView, isMasked: boolean): readonly Text[] {
  const { items = [], total = items.length } = alert.facts;
  const shown = items.slice(0, MOST_ITEMS);
  const more = total - shown.length;
  return [
    ...shown.map(({ name, what, at }): Text => [
      { strong: isMasked ? "A member" : name },
      ...(what === undefined ? [] : [`: ${what}`]),
      ...(at ? [what === undefined ? ", " : " ", { time: at }] : []),
    ]),
    ...(more > 0 ? [`And ${count(more, "other", "others")}.`] : []),
  ];
}

function causeLines({ alert, state }: AlertCard): readonly Text[] {
  switch (alert.cause) {
    case "already-above":
      return ["It was so already when the rule began to look."];
    case "limit-changed": {
      const source = state?.limit.source;
      const by = alert.facts.changedBy ?? (source?.kind === "quota" ? source.setBy : undefined);
      return [`The limit was changed${byName(by)}.`];
    }
    case "usage":
    case "time":
      return [];
  }
}

function sinceLines(alert: AlertView): readonly Text[] {
  if (!alert.firedAt || alert.isSample) return [];
  const reached = alert.levels.slice(0, alert.level + 1).map(({ name }) => name);
  const levels = alert.levels.length > 1 && reached.length > 0 ? `Levels reached: ${listed(reached)}. ` : "";
  return [[`${levels}Open since `, { time: beganAt(alert) ?? alert.firedAt }, "."]];
}

function handledLines(alert: AlertView, { now }: Clock): readonly Text[] {
  const { acknowledged, investigated, snoozed } = alert;
  return [
    ...acknowledgedLines(acknowledged),
    ...investigatedLines(investigated),
    ...(snoozed && isSnoozed(alert, now) ? [[`Snoozed by ${snoozed.by} until `, { time: snoozed.until }, "."]] : []),
  ];
}

export function investigatedLines(investigated: AlertView["investigated"]): readonly Text[] {
  return investigated ? [[`Investigated by ${investigated.by}, `, { time: investigated.at }, "."]] : [];
}

export function acknowledgedLines(acknowledged: AlertView["acknowledged"]): readonly Text[] {
  return acknowledged ? [[`Acknowledged by ${acknowledged.by}, `, { time: acknowledged.at }, "."]] : [];
}
