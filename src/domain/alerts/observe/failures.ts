import type { Transaction } from "../../../storage/database.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { nameSubjects } from "../../quotas/subject-name.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { EACH } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import { causesOf, readFailed } from "./failure-causes.ts";
import type { Failed } from "./failure-causes.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";
import { readTree } from "./tree.ts";

type FailuresRule = AlertRuleOf<"failures">;

const HOUR_MS = 3_600_000;

/** How many jobs ended within the last hours, and how many of them failed; those that were cancelled are neither. */
interface Ended {
  readonly subject: CountedSubject;
  readonly ended: number;
  readonly failed: number;
}

/** Whose jobs fail, each of the rules with its own hours: a person's, a member's, an organization's with all below it, or all. */
export async function observeFailures(
  look: ClockLook,
  rules: readonly FailuresRule[],
): Promise<readonly Observation[]> {
  const seen: Observation[] = [];
  for (const [hours, ofHours] of Map.groupBy(rules, ({ spec }) => spec.hours)) {
    seen.push(...(await observeWithin(look, { hours, rules: ofHours })));
  }
  return seen;
}

async function observeWithin(
  { tx, context }: ClockLook,
  { hours, rules }: { readonly hours: number; readonly rules: readonly FailuresRule[] },
): Promise<readonly Observation[]> {
  const { tenantId, now } = context;
  const span = { tenantId, from: new Date(now.getTime() - hours * HOUR_MS), to: now };
  const all = await readEnded(tx, span);
  const found = rules.flatMap((rule) =>
    all.filter((one) => isAbout(rule, one) && fails(rule, one)).map((one) => ({ rule, one })),
  );
  if (found.length === 0) return [];

  const failed = await readFailed(tx, span);
  const names = await nameSubjects(
    tx,
    tenantId,
    found.map(({ one }) => one.subject),
  );
  return found.flatMap(({ rule, one }) => {
    const name = names.get(subjectKey(one.subject))?.name;
    return name === undefined ? [] : [observation(rule, one, { name, failed })];
  });
}

function isAbout(rule: FailuresRule, { subject }: Ended): boolean {
  if (rule.subjectKey !== EACH) return rule.subjectKey === subjectKey(subject);
  return subject.scope === "person" || subject.scope === "organization";
}

function fails({ spec }: FailuresRule, { ended, failed }: Ended): boolean {
  return failed >= spec.least && failed * 100 >= spec.percent * ended;
}

interface Found {
  readonly name: string;
  readonly failed: readonly Failed[];
}

function observation(rule: FailuresRule, { subject, ended, failed }: Ended, found: Found): Observation {
  const { hours, least, percent, severity, timing } = rule.spec;
  const name = `${countWords(least, "failure", "failures")} and ${percent} %`;
  const causes = causesOf(found.failed, subject);
  return plainly(rule, {
    subject,
    name: found.name,
    value: failed,
    level: { name, severity, at: Math.max(least, Math.ceil((percent * ended) / 100)) },
    facts: { hours, ended, failed, causes },
    timing,
  });
}

interface Span {
  readonly tenantId: string;
  readonly from: Date;
  readonly to: Date;
}

async function readEnded(tx: Transaction, { tenantId, from, to }: Span): Promise<readonly Ended[]> {
  const rows = await tx.$queryRaw<
    readonly { organizationId: string | null; personId: string | null; ended: number; failed: number }[]
  >`
    SELECT organization_id::text AS "organizationId", person_id::text AS "personId", count(*)::int AS ended,
      count(*) FILTER (WHERE outcome = 'failed')::int AS failed
    FROM activity
    WHERE tenant_id = ${tenantId}::uuid AND kind = 'job-ended' AND at > ${from} AND at <= ${to} AND outcome <> 'cancelled'
    GROUP BY 1, 2`;
  if (!rows.some(({ failed }) => failed > 0)) return [];

  const tree = await readTree(tx, tenantId);
  const sums = new Map<string, Ended>();
  for (const { organizationId, personId, ended, failed } of rows) {
    const chain = organizationId ? tree.chain(organizationId) : [];
    for (const subject of subjectsOver({ organizationId, personId }, chain)) {
      const key = subjectKey(subject);
      const known = sums.get(key);
      sums.set(key, { subject, ended: (known?.ended ?? 0) + ended, failed: (known?.failed ?? 0) + failed });
    }
  }
  return [...sums.values()];
}

interface Holder {
  readonly organizationId: string | null;
  readonly personId: string | null;
}

/** Everybody and everything that something counts for. */
function subjectsOver(
  { organizationId, personId }: Holder,
  chain: readonly { readonly id: string }[],
): readonly CountedSubject[] {
  return [
    { scope: "tenant" },
    ...(personId ? [{ scope: "person", personId } as const] : []),
    ...(personId && organizationId ? [{ scope: "member", organizationId, personId } as const] : []),
    ...chain.map(({ id }) => ({ scope: "organization", organizationId: id }) as const),
  ];
}
