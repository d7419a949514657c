import { countedSubjectOf } from "../../quotas/subject-row.ts";
import { nameSubjects } from "../../quotas/subject-name.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { keysOver } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Level, Observation } from "../observation.ts";
import { amountWords } from "./approvals.ts";
import { readAnswers, UNANSWERED } from "./idle-answers.ts";
import type { Answers } from "./idle-answers.ts";
import { findIdle } from "./idle-things.ts";
import type { IdleThing } from "./idle-things.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";
import { readTree } from "./tree.ts";

type IdleRule = AlertRuleOf<"idle">;

const HOUR_MS = 3_600_000;

/**
 * What is held and not used (D-09): a card for whoever holds it, and, once that one has not answered for long enough, one
 * for those who answer for the organization.
 */
export async function observeIdle(look: ClockLook, rules: readonly IdleRule[]): Promise<readonly Observation[]> {
  const { tx, context } = look;
  const answers = await readAnswers(tx, context.tenantId);
  const tree = await readTree(tx, context.tenantId);
  const seen: Observation[] = [];
  for (const [, ofSort] of Map.groupBy(rules, ({ spec }) => `${spec.hours} ${spec.percent}`)) {
    const [{ hours, percent } = { hours: 0, percent: 0 }] = ofSort.map(({ spec }) => spec);
    const things = await findIdle(look, { hours, percent });
    const names = await nameSubjects(tx, context.tenantId, things.flatMap(holdersOf));
    for (const thing of things) {
      const keys = keysOver(
        holderOf(thing),
        thing.organizationId ? tree.chain(thing.organizationId).map(({ id }) => id) : [],
      );
      const mine = ofSort.filter((rule) => rule.subjectKey === "tenant" || keys.includes(rule.subjectKey));
      const nameOf = (subject: CountedSubject) => names.get(subjectKey(subject))?.name;
      for (const rule of mine) seen.push(...observationsOf(rule, thing, { look, answers, nameOf }));
    }
  }
  return seen;
}

function holderOf({ organizationId, personId }: IdleThing): CountedSubject {
  return countedSubjectOf({ organizationId, personId });
}

/** The holder, and whoever is asked when that one says nothing. */
function holdersOf(thing: IdleThing): readonly CountedSubject[] {
  return [holderOf(thing), keeperOf(thing)];
}

function keeperOf({ organizationId }: IdleThing): CountedSubject {
  return organizationId ? { scope: "organization", organizationId } : { scope: "tenant" };
}

interface Observing {
  readonly look: ClockLook;
  readonly answers: Answers;
  nameOf(subject: CountedSubject): string | undefined;
}

function observationsOf(rule: IdleRule, thing: IdleThing, observing: Observing): readonly Observation[] {
  const { look, answers } = observing;
  const { now } = look.context;
  const { hours, escalateAfterHours, severity } = rule.spec;
  const own = observation(rule, thing, {
    ...observing,
    subject: holderOf(thing),
    key: thing.key,
    level: { name: `idle for ${countWords(hours, "hour", "hours")}`, severity, at: BigInt(hours) },
  });
  const asked = answers.askedAt(rule.id, thing.key);
  const isUnanswered = asked !== undefined && now.getTime() - asked.getTime() >= escalateAfterHours * HOUR_MS;
  const isForKeepers = thing.personId !== null && isUnanswered;
  if (!isForKeepers) return own;

  const level = {
    name: `no answer for ${countWords(escalateAfterHours, "hour", "hours")}`,
    severity: "warning",
    at: BigInt(hours),
  } as const;
  return [
    ...own,
    ...observation(rule, thing, { ...observing, subject: keeperOf(thing), key: `${thing.key}${UNANSWERED}`, level }),
  ];
}

interface Seen extends Observing {
  readonly subject: CountedSubject;
  readonly key: string;
  readonly level: Pick<Level, "name" | "severity" | "at">;
}

function observation(rule: IdleRule, thing: IdleThing, seen: Seen): readonly Observation[] {
  const { look, subject, key, level } = seen;
  const { now, configuration } = look.context;
  const name = seen.nameOf(subject);
  if (name === undefined) return [];
  const value = Math.floor((now.getTime() - thing.usedAt.getTime()) / HOUR_MS);
  const words = thing.held.map(({ meter, amount }) => amountWords(configuration.meters, meter, amount)).join(" and ");
  const facts = {
    ...(thing.reservationId !== undefined && { reservationId: thing.reservationId }),
    ...(thing.job !== null && { job: thing.job }),
    holds: thing.job === null ? words : `${words} for ${thing.job}`,
    holder: seen.nameOf(holderOf(thing)) ?? name,
    since: thing.heldSince.toISOString(),
    hours: value,
    ...(thing.busyPercent !== undefined && { busyPercent: thing.busyPercent }),
    held: thing.held.map(({ meter, amount }) => ({ meter, amount: String(amount) })),
  };
  const plain = plainly(rule, {
    subject,
    name,
    value,
    level: { ...level, at: Number(level.at) },
    facts,
    timing: rule.spec.timing,
    windowStart: thing.heldSince,
  });
  return [{ ...plain, about: { ...plain.about, subjectKey: key } }];
}
