import type { Alert } from "../../../storage/generated/client.ts";
import { countedSubjectOf } from "../../quotas/subject-row.ts";
import { readUse } from "../../usage/used-by-holder.ts";
import { readFacts } from "../facts.ts";
import type { SeriesOf } from "./hour-series.ts";
import type { Tree } from "./tree.ts";
import { scorerOf, seriesIn } from "./unusual-score.ts";
import type { Hour, Looking } from "./unusual-score.ts";
import type { Scored } from "./unusual-scored.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_DAYS = 7;
/** Of alerts below so many are looked at, those of the most use. */
const MOST = 20;
const WHOLE = 100;

/** An alert of something below, and how many percent of what is above the usual are due to it. */
export interface Explaining {
  readonly alertId: string;
  readonly name: string;
  readonly percent: number;
}

type Below = Pick<Alert, "id" | "subjectName" | "organizationId" | "personId" | "facts">;

/**
 * What explains that an organization, or the installation, stands out: what is below it, was told of within a day or is open
 * still, and stands out in the same hour in the same way, whether or not somebody expects it. Of a fall nothing.
 */
export async function explainingOf(looking: Looking, one: Scored, at: Hour): Promise<readonly Explaining[]> {
  const excess = excessOf(one);
  if ("personId" in one.subject || excess <= 0) return [];
  const all = await toldBelow(looking, one);
  if (all.length === 0) return [];

  const used = await usedWithin(looking, one, at);
  const isThere = (below: Below) => !isElsewhere(one, below) || used.has(below.personId ?? "");
  const told = all.filter(isThere).toSorted(byUse).slice(0, MOST).toSorted(peopleFirst);
  const asked = told.map((below) => ({ subject: countedSubjectOf(below), meter: one.meter }));
  const series = await seriesIn(looking, asked, { hour: at.hour, from: looking.from });
  return told.flatMap((below, index): readonly Explaining[] => {
    const scored = asked[index] && scorerOf(asked[index], series[index] ?? [], { looking, at })(one.rule);
    const score = scored?.find(({ method }) => method === one.score.method);
    if (!score) return [];
    // Of what a person used elsewhere, too, no more than what is certain.
    const mine = isElsewhere(one, below) ? (used.get(below.personId ?? "") ?? 0) - score.baseline : Infinity;
    const percent = Math.floor((WHOLE * Math.min(excessOf({ score }), mine)) / excess);
    return percent > 0 ? [{ alertId: below.id, name: below.subjectName, percent: Math.min(percent, WHOLE) }] : [];
  });
}

function peopleFirst(one: Below, other: Below): number {
  return Number(one.personId === null) - Number(other.personId === null);
}

function excessOf({ score }: Pick<Scored, "score">): number {
  return score.value - score.baseline;
}

function isElsewhere({ subject }: SeriesOf, { organizationId }: Below): boolean {
  return subject.scope === "organization" && organizationId === null;
}

async function toldBelow({ look, tree }: Looking, { subject, meter }: SeriesOf): Promise<readonly Below[]> {
  const { tenantId, now } = look.context;
  const alerts = await look.tx.alert.findMany({
    where: {
      tenantId,
      kind: "unusual",
      meter,
      windowEnd: null,
      AND: [
        { OR: [{ personId: { not: null } }, { organizationId: { not: null } }] },
        { OR: [{ phase: { in: ["firing", "recovering"] } }, { firedAt: { gt: new Date(now.getTime() - DAY_MS) } }] },
      ],
    },
    select: { id: true, subjectName: true, organizationId: true, personId: true, facts: true },
  });
  if (subject.scope === "tenant") return alerts;
  return alerts.filter(
    (one) => one.organizationId === null || ("organizationId" in subject && isBelow(one, subject.organizationId, tree)),
  );
}

function isBelow({ organizationId, personId }: Below, above: string, tree: Tree): boolean {
  if (organizationId === above) return personId !== null;
  return organizationId !== null && tree.chain(organizationId).some(({ id }) => id === above);
}

function byUse(one: Below, other: Below): number {
  const seen = ({ facts }: Below) => readFacts(facts).seen ?? 0n;
  return seen(one) < seen(other) ? 1 : -1;
}

/** What each person used there in the hour, or on an average day of the week up to it: as the score's own value. */
async function usedWithin(
  { look }: Looking,
  { subject, meter, score }: Scored,
  { hour }: Hour,
): Promise<ReadonlyMap<string, number>> {
  const { tenantId } = look.context;
  const to = hour.getTime() + HOUR_MS;
  const days = score.method === "drift" ? WEEK_DAYS : undefined;
  const spans = [{ from: days ? to - days * DAY_MS : hour.getTime(), to }];
  const uses = await readUse(look.tx, { tenantId, subject, meter, spans, by: "holder" });
  const sums = new Map<string, number>();
  for (const { personId, amount } of uses) sums.set(personId, (sums.get(personId) ?? 0) + Number(amount) / (days ?? 1));
  return sums;
}
