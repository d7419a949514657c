import { transaction } from "../../storage/transaction.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { readRule } from "./alert-rule.ts";
import { readAnswers, UNANSWERED } from "./observe/idle-answers.ts";
import { readHolding } from "./observe/idle-things.ts";
import { endReleased, free } from "./release-idle.ts";

const HOUR_MS = 3_600_000;

/**
 * Run by the clock: releases what is idle and about which nobody answered for as long as its rule waits, where that rule
 * says so. Returns how many.
 */
export async function releaseUnanswered(world: World): Promise<number> {
  const { db, now } = world;
  const rows = await db.alertRule.findMany({ where: { kind: "idle", enabled: true, deletedAt: null } });
  const acting = rows.flatMap((row) => {
    const rule = readRule(row);
    return rule?.kind === "idle" && rule.spec.action === "release" ? [rule] : [];
  });
  let released = 0;
  for (const rule of acting) {
    const { tenantId, spec, name } = rule;
    const answers = await transaction(db, (tx) => readAnswers(tx, tenantId));
    const open = await db.alert.findMany({ where: { tenantId, ruleId: rule.id, phase: "firing" } });
    for (const { subjectKey, facts } of open) {
      const { reservationId } = readHolding(facts);
      const asked = answers.askedAt(rule.id, subjectKey.replace(UNANSWERED, ""));
      const isDue = asked && now.getTime() - asked.getTime() >= spec.actAfterHours * HOUR_MS;
      if (!isDue || reservationId === undefined || subjectKey.endsWith(UNANSWERED)) continue;

      const context = systemContext(world, tenantId);
      await free(context, reservationId);
      await transaction(db, (tx) => endReleased(tx, context, { subjectKey, by: `rule “${name}”` }));
      released += 1;
    }
  }
  return released;
}
