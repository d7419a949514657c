import type { Database, Transaction } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import type { LimitState } from "../quotas/limit.ts";
import { keysOver } from "./alert-rule.ts";
import { findRules } from "./find-rules.ts";
import type { Severity } from "./kinds.ts";
import { byKey, rulesFor } from "./observe/look.ts";
import { isAbout, observe } from "./observe/quota.ts";
import type { LimitRule } from "./observe/quota.ts";

/** An alert that a change would let fire, by the highest level that it would reach. */
export interface WouldFire {
  readonly rule: string;
  readonly subjectName: string;
  readonly level: string;
  readonly severity: Severity;
}

interface Changing {
  /** As they are, and as they would be; side by side. */
  readonly before: readonly LimitState[];
  readonly after: readonly LimitState[];
  /** Their organization with those above it, nearest first. */
  readonly chain: readonly string[];
}

/** Which alerts of limits would fire or rise with a change that is not made yet (demand D-02). Reads the rules alone. */
export async function alertsThatWouldFire(
  db: Database | Transaction,
  { tenantId, configuration }: Pick<Context, "tenantId" | "configuration">,
  { before, after, chain }: Changing,
): Promise<readonly WouldFire[]> {
  const keys = [...new Set(after.flatMap(({ subject }) => keysOver(subject, chain)))];
  const found = await findRules(db, { tenantId, keys, kinds: ["quota", "overage"] });
  const rules = found.filter((rule) => rule.kind === "quota" || rule.kind === "overage");
  const known = byKey(rules);
  return after.flatMap((state, index) =>
    rulesFor(known, keysOver(state.subject, chain))
      .filter((rule) => isAbout(rule, state))
      .flatMap((rule) => newLevel(rule, { was: before[index], state }, configuration)),
  );
}

function newLevel(
  rule: LimitRule,
  { was, state }: { readonly was: LimitState | undefined; readonly state: LimitState },
  { meters }: Pick<Configuration, "meters">,
): readonly WouldFire[] {
  const [then] = was ? observe(rule, was, meters) : [];
  const [now] = observe(rule, state, meters);
  const level = now?.levels.findLast(({ at }) => now.value >= at);
  const isKnown = then?.levels.some(({ name, at }) => name === level?.name && then.value >= at) ?? false;
  if (!level || isKnown) return [];
  return [{ rule: rule.name, subjectName: state.subjectName, level: level.name, severity: level.severity }];
}
