import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { requireAlertRight } from "./alert-access.ts";
import type { AlertRule, AlertRuleOf } from "./alert-rule.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe/quota.ts";
import { requireRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";

type LimitRule = AlertRuleOf<"quota"> | AlertRuleOf<"overage">;

/** One limit as a rule sees it, whether or not anything fires. */
export interface LimitSeen {
  readonly state: LimitState;
  readonly seen: Observation;
}

export interface RuleExplained {
  readonly view: RuleView;
  /** "Vision Lab". */
  readonly name: string;
  /** Every limit of the subject that the rule looks at; none for rules of other kinds. */
  readonly limits: readonly LimitSeen[];
}

/** What a rule sees of somebody now, and where its levels are. Refuses with `not-found`, `forbidden`. */
export async function explainRule(
  context: Context,
  { ruleId, subject }: { readonly ruleId: string; readonly subject: CountedSubject },
): Promise<RuleExplained> {
  const { db, configuration } = context;
  requirePerson(context);
  const { view } = await requireRule(db, context, { ruleId, right: "see" });
  await requireAlertRight(context, db, { watched: subject, right: "see" });
  const { name } = await nameSubject(db, context.tenantId, subject);
  const { rule } = view;
  if (!isAboutLimits(rule)) return { view, name, limits: [] };

  const [states = []] = await readLimitStates(db, context, [subject.scope === "tenant" ? {} : subject]);
  const limits = states
    .filter(({ limit }) => fits(rule.meter, limit.meter) && fits(rule.window, limit.window))
    .flatMap((state) => observe(rule, state, configuration.meters).map((seen) => ({ state, seen })));
  return { view, name, limits };
}

function isAboutLimits(rule: AlertRule): rule is LimitRule {
  return rule.kind === "quota" || rule.kind === "overage";
}

function fits(wanted: string | null, there: string): boolean {
  return wanted === null || wanted === there;
}
