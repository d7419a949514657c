import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertRule as AlertRuleRow } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import { requireAlertRight } from "./alert-access.ts";
import type { AlertRight, Watched } from "./alert-access.ts";
import { EACH, readRule } from "./alert-rule.ts";
import type { AlertRule } from "./alert-rule.ts";
import type { AlertRuleFacts } from "./events.ts";
import { requireGiverRight } from "./in-whose-name.ts";
import { tellsWords } from "./rule-words.ts";

/** A rule as lists, cards and events tell of it. */
export interface RuleView {
  readonly rule: AlertRule;
  readonly watched: Watched;
  /** "Vision Lab and all below it", "each person and each organization". */
  readonly subject: string;
  readonly named: NamedSubject | undefined;
  /** Completes "It tells …". */
  readonly tells: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

type Db = Database | Transaction;

const EVERYBODY = "each person and each organization";

/** Whose a rule's row is. */
export function watchedOf(row: Pick<AlertRuleRow, "scope" | "organizationId" | "personId">): Watched {
  return row.scope === EACH ? "each" : countedSubjectOf(row);
}

/** Rows as views, in their order; what this version cannot read, and what is about who is gone, is left out. */
export async function ruleViews(
  db: Db,
  { tenantId, configuration }: Pick<Context, "tenantId" | "configuration">,
  rows: readonly AlertRuleRow[],
): Promise<readonly RuleView[]> {
  const watched = rows.map(watchedOf);
  const subjects = watched.filter((one) => one !== "each");
  const names = await nameSubjects(db, tenantId, subjects);
  return rows.flatMap((row, index): readonly RuleView[] => {
    const rule = readRule(row);
    const named = names.get(row.subjectKey);
    const whose = watched[index] ?? "each";
    if (!rule || (whose !== "each" && !named)) return [];
    const { enabled, createdAt, changedAt } = row;
    const tells = tellsWords(rule, configuration);
    return [{ rule, watched: whose, subject: subjectWords(whose, named), named, tells, enabled, createdAt, changedAt }];
  });
}

/** What a rule looks at, in words. */
export function subjectWords(watched: Watched, named: NamedSubject | undefined): string {
  if (watched === "each" || !named) return EVERYBODY;
  return watched.scope === "organization" ? `${named.name} and all below it` : named.name;
}

/** A rule that is not deleted and that the actor may see or manage. Refuses with `not-found`, `forbidden`. */
export async function requireRule(
  db: Db,
  context: Context,
  { ruleId, right }: { readonly ruleId: string; readonly right: AlertRight },
): Promise<{ readonly row: AlertRuleRow; readonly view: RuleView }> {
  const row = await db.alertRule.findFirst({ where: { id: ruleId, tenantId: context.tenantId, deletedAt: null } });
  const [view] = row ? await ruleViews(db, context, [row]) : [];
  if (!row || !view) return refuse({ kind: "not-found", thing: "alert_rule" });

  // What looks at everybody looks at whoever asks, too.
  const isShown = right === "see" && view.watched === "each";
  if (isShown) requirePerson(context);
  else await requireAlertRight(context, db, { watched: view.watched, right });
  // What others made is theirs, or of those above them, to change.
  if (right === "manage" && row.forPersonId === null) await requireGiverRight(context, db, row.giverId);
  return { row, view };
}

/** As events tell of it. */
export function ruleFacts({ rule, subject, tells }: RuleView): AlertRuleFacts {
  const { id, name, kind, createdById, createdByName } = rule;
  return {
    id,
    name,
    kind,
    subject,
    shown: tells,
    createdBy: createdById ? { id: createdById, name: createdByName } : null,
  };
}

/** Whose it is, as events name them. */
export function whoseRule({ named }: RuleView) {
  return {
    ...(named?.person && { person: named.person }),
    ...(named?.organization && { organization: named.organization }),
  };
}
