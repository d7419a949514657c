import { showAmount } from "../../meters/amount.ts";
import { pastUses } from "../../quotas/past-use.ts";
import type { PastUse } from "../../quotas/past-use.ts";
import { subjectKey } from "../../quotas/subject.ts";
import { nameSubjects } from "../../quotas/subject-name.ts";
import { EPOCH, windowAt } from "../../quotas/window-at.ts";
import { EACH } from "../alert-rule.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import { levelsOf } from "../levels.ts";
import type { Observation } from "../observation.ts";
import { byKey, rulesFor } from "./look.ts";
import type { Look, PlacedSubject } from "./look.ts";

type UsageRule = AlertRuleOf<"usage">;

interface Asked {
  readonly rule: UsageRule & { readonly meter: string };
  readonly subject: PlacedSubject["subject"];
  readonly use: PastUse;
}

/** How much was used within the last hours: rules of the kind usage, each of whose subject's own sum (of an organization with all below). */
export async function observeUsage(look: Look, rules: readonly UsageRule[]): Promise<readonly Observation[]> {
  const { tx, context } = look;
  const known = byKey(rules);
  const asked = look.subjects.flatMap((placed) =>
    rulesFor(known, [EACH, subjectKey(placed.subject)]).flatMap((rule) =>
      isAbout(rule, placed) ? [asking(rule, placed, look)] : [],
    ),
  );
  if (asked.length === 0) return [];

  const past = pastUses(tx, context.tenantId);
  for (const { use } of asked) past.usedBetween(use);
  await past.read();
  const names = await nameSubjects(
    tx,
    context.tenantId,
    asked.map(({ subject }) => subject),
  );
  return asked.flatMap((one) => {
    const name = names.get(subjectKey(one.subject))?.name;
    return name === undefined ? [] : observation(one, { name, value: past.usedBetween(one.use), look });
  });
}

function isAbout(rule: UsageRule, { subject, meters }: PlacedSubject): rule is Asked["rule"] {
  if (rule.meter === null || (meters && !meters.has(rule.meter))) return false;
  return rule.subjectKey !== EACH || subject.scope === "person" || subject.scope === "organization";
}

function asking(rule: Asked["rule"], { subject }: PlacedSubject, { context }: Look): Asked {
  const { now, configuration } = context;
  const from = windowAt(windowOf(rule), now, configuration).startsAt;
  const to = new Date(now.getTime() + 1);
  return { rule, subject, use: { subject, meter: rule.meter, from, to } };
}

function windowOf({ spec }: UsageRule): string {
  return `rolling:${spec.hours}h`;
}

interface Found {
  readonly name: string;
  readonly value: bigint;
  readonly look: Look;
}

function observation({ rule, subject }: Asked, { name, value, look }: Found): readonly Observation[] {
  const meter = look.context.configuration.meters.find((one) => one.name === rule.meter);
  if (!meter) return [];
  const levels = levelsOf({
    thresholds: rule.spec.thresholds.map((threshold) => ({ of: "used", ...threshold })),
    limit: null,
    isSoft: false,
    value,
    amountWords: (units) => showAmount(meter, units),
  });
  const place = { ruleId: rule.id, kind: rule.kind, meter: rule.meter, window: windowOf(rule) } as const;
  const about = { subject, subjectKey: subjectKey(subject), name };
  const facts = { hours: rule.spec.hours };
  const { timing } = rule.spec;
  return [{ ...place, about, windowStart: EPOCH, windowEnd: null, value, limit: null, levels, timing, facts }];
}
