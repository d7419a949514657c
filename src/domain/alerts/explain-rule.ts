import { transaction } from "../../storage/transaction.ts";
import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { readLimitStates } from "../quotas/limit-states.ts";
import type { LimitState } from "../quotas/limit.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { subjectKey } from "../quotas/subject.ts";
import { requireAlertRight } from "./alert-access.ts";
import { EACH } from "./alert-rule.ts";
import type { AlertRule, AlertRuleOf } from "./alert-rule.ts";
import { nextLook } from "./next-look.ts";
import type { NextLook } from "./next-look.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe/quota.ts";
import { observeUsage } from "./observe/usage.ts";
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
  /** Every limit of the subject that the rule looks at; undefined for rules of other kinds. */
  readonly limits: readonly LimitSeen[] | undefined;
  /** What a rule about high usage sees of the subject within its hours. */
  readonly use: Observation | undefined;
  /** How many of its alerts about the subject are open. */
  readonly open: number;
  readonly next: NextLook;
}

interface RuleAsked {
  readonly ruleId: string;
  /** Absent: whom the rule is about. */
  readonly subject: CountedSubject | undefined;
  /** For a rule that is about everybody. */
  readonly otherwise: CountedSubject;
}

/** What a rule sees of somebody now, and where its levels are. Refuses with `not-found`, `forbidden`. */
export async function explainRule(context: Context, { ruleId, ...asked }: RuleAsked): Promise<RuleExplained> {
  const { db, tenantId, now } = context;
  requirePerson(context);
  const { view } = await requireRule(db, context, { ruleId, right: "see" });
  const { rule, watched } = view;
  const subject = asked.subject ?? (watched === EACH ? asked.otherwise : watched);
  await requireAlertRight(context, db, { watched: subject, right: "see" });
  const { name } = await nameSubject(db, tenantId, subject);
  const phase = { in: ["firing", "recovering"] } satisfies Prisma.EnumAlertPhaseFilter;
  return {
    view,
    name,
    limits: isAboutLimits(rule) ? await limitsSeen(context, rule, subject) : undefined,
    use: rule.kind === "usage" ? await useSeen(context, rule, subject) : undefined,
    open: await db.alert.count({ where: { tenantId, ruleId, subjectKey: subjectKey(subject), phase } }),
    next: nextLook(rule.kind, now),
  };
}

async function limitsSeen(context: Context, rule: LimitRule, subject: CountedSubject): Promise<readonly LimitSeen[]> {
  const { db, configuration } = context;
  const [states = []] = await readLimitStates(db, context, [subject.scope === "tenant" ? {} : subject]);
  return states
    .filter(({ limit }) => fits(rule.meter, limit.meter) && fits(rule.window, limit.window))
    .flatMap((state) => observe(rule, state, configuration.meters).map((seen) => ({ state, seen })));
}

async function useSeen(
  context: Context,
  rule: AlertRuleOf<"usage">,
  subject: CountedSubject,
): Promise<Observation | undefined> {
  const subjects = [{ subject, meters: undefined, keys: [] }];
  const look = { context, subjects, limitStates: async () => [] };
  const [seen] = await transaction(context.db, (tx) => observeUsage({ ...look, tx }, [rule]));
  return seen;
}

function isAboutLimits(rule: AlertRule): rule is LimitRule {
  return rule.kind === "quota" || rule.kind === "overage";
}

function fits(wanted: string | null, there: string): boolean {
  return wanted === null || wanted === there;
}
