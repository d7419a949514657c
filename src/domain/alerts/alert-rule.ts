import type { AlertRule as AlertRuleRow } from "../../storage/generated/client.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import { ruleSpecs } from "./rule-spec.ts";
import type { SpecOf } from "./rule-spec.ts";

/** The key of rules that look at everybody and every organization, each by itself. */
export const EACH = "each";

/** A rule of one kind, its spec read and filled in. */
export interface AlertRuleOf<Kind extends AlertKind> {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: Kind;
  readonly name: string;
  readonly builtIn: string | null;
  /** "each", or the scope of its subject; of an organization it looks at all below, too. */
  readonly scope: string;
  readonly subjectKey: string;
  readonly organizationId: string | null;
  readonly personId: string | null;
  /** null: all. */
  readonly meter: string | null;
  /** As quotas/window.ts prints it; null: those of the limits that it looks at. */
  readonly window: string | null;
  readonly spec: SpecOf<Kind>;
  /** Who alone is told, having made it about themselves; null: whoever hears of such alerts. */
  readonly forPersonId: string | null;
  /** In the name of which organization it was made: it is told to what is that one's only; null: the installation's. */
  readonly giverId: string | null;
  readonly createdById: string | null;
  readonly createdByName: string;
  /** Null until it has looked at what there was when it was made or changed. */
  readonly lookedAt: Date | null;
}

export type AlertRule = { readonly [Kind in AlertKind]: AlertRuleOf<Kind> }[AlertKind];

/** undefined: of a kind or shape that this version of the program does not know. */
export function readRule(row: AlertRuleRow): AlertRule | undefined {
  const kind = alertKinds.find((one) => one === row.kind);
  const spec = kind && ruleSpecs[kind].safeParse(row.spec);
  if (!spec?.success) return undefined;

  const { id, tenantId, name, builtIn, scope, organizationId, personId, meter, window } = row;
  const { forPersonId, giverId, createdById, createdByName, lookedAt } = row;
  const rule = { id, tenantId, kind, name, builtIn, scope, subjectKey: row.subjectKey, organizationId, personId };
  // Safe: the spec was read by the schema of this very kind.
  return {
    ...rule,
    meter,
    window,
    spec: spec.data,
    forPersonId,
    giverId,
    createdById,
    createdByName,
    lookedAt,
  } as AlertRule;
}

/** A rule as the kind that it is of. */
export function isOfKind<Kind extends AlertKind>(kind: Kind) {
  return (rule: AlertRule): rule is Extract<AlertRule, { kind: Kind }> => rule.kind === kind;
}

/**
 * Under which keys rules may look at a subject: its own, "each", and those of what is above it; `chain` is its
 * organization with those above it, nearest first.
 */
export function keysOver(subject: CountedSubject, chain: readonly string[]): readonly string[] {
  const above = chain.map((organizationId) => subjectKey({ scope: "organization", organizationId }));
  switch (subject.scope) {
    case "tenant":
      return [EACH, "tenant"];
    case "person":
      return [EACH, subjectKey(subject)];
    case "organization":
      return [EACH, ...above.slice(chain.indexOf(subject.organizationId))];
    case "member":
      return [
        EACH,
        subjectKey(subject),
        subjectKey({ scope: "person", personId: subject.personId }),
        ...above.slice(chain.indexOf(subject.organizationId)),
      ];
  }
}
