import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { readRule } from "./alert-rule.ts";
import type { AlertRuleOf } from "./alert-rule.ts";
import { each } from "./each.ts";
import { readAnswers, UNANSWERED } from "./observe/idle-answers.ts";
import type { Answers } from "./observe/idle-answers.ts";
import { readHolding } from "./observe/idle-things.ts";
import { endReleased, free } from "./release-idle.ts";

const HOUR_MS = 3_600_000;

/**
 * Run by the clock: releases what is idle and about which nobody answered for as long as its rule waits, where that rule
 * says so. Returns how many.
 */
export async function releaseUnanswered(world: World): Promise<number> {
  const rows = await world.db.alertRule.findMany({ where: { kind: "idle", enabled: true, deletedAt: null } });
  const acting = rows.flatMap((row) => {
    const rule = readRule(row);
    return rule?.kind === "idle" && rule.spec.action === "release" ? [rule] : [];
  });
  return each(acting, (rule) => releaseBy(world, rule));
}

async function releaseBy(world: World, rule: AlertRuleOf<"idle">): Promise<number> {
  const { db, now } = world;
  const { tenantId, spec, name } = rule;
  const isDue = (answers: Answers, subjectKey: string): boolean => {
    const asked = answers.askedAt(rule.id, subjectKey);
    return asked !== undefined && now.getTime() - asked.getTime() >= spec.actAfterHours * HOUR_MS;
  };
  const readNow = () => transaction(db, (tx) => readAnswers(tx, tenantId));
  const first = await readNow();
  const open = await db.alert.findMany({ where: { tenantId, ruleId: rule.id, phase: "firing" } });
  const due = open.filter(({ subjectKey }) => !subjectKey.endsWith(UNANSWERED) && isDue(first, subjectKey));
  return each(due, async ({ subjectKey, facts }) => {
    const { reservationId } = readHolding(facts);
    // Somebody may have answered while others were released.
    if (reservationId === undefined || !isDue(await readNow(), subjectKey)) return 0;

    const context = systemContext(world, tenantId);
    await free(context, reservationId);
    await transaction(db, (tx) => endReleased(tx, context, { subjectKey, by: `rule “${name}”` }));
    return 1;
  });
}
