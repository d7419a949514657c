import type { Transaction } from "../../../storage/database.ts";

/** Marks the alert about something idle of those who are asked in the holder's place. */
export const UNANSWERED = ":unanswered";

/** What holders of idle things said. */
export interface Answers {
  /** Since when a holder owes an answer: told, and neither acknowledged nor keeping it. undefined: owes none. */
  askedAt(ruleId: string, key: string): Date | undefined;
}

export async function readAnswers(tx: Transaction, tenantId: string): Promise<Answers> {
  const open = await tx.alert.findMany({
    where: { tenantId, kind: "idle", phase: "firing" },
    select: { id: true, ruleId: true, subjectKey: true, firedAt: true, acknowledgedAt: true, snoozedUntil: true },
  });
  const woken = await tx.alertStep.findMany({
    where: { alertId: { in: open.map(({ id }) => id) }, kind: { in: ["snooze-ended", "woken"] } },
    orderBy: { at: "asc" },
    select: { alertId: true, at: true },
  });
  const wokenAt = new Map(woken.map(({ alertId, at }) => [alertId, at]));
  const byPlace = new Map(open.map((alert) => [`${alert.ruleId} ${alert.subjectKey}`, alert]));
  return {
    askedAt(ruleId, key) {
      const alert = byPlace.get(`${ruleId} ${key}`);
      if (!alert?.firedAt || alert.acknowledgedAt || alert.snoozedUntil) return undefined;
      return wokenAt.get(alert.id) ?? alert.firedAt;
    },
  };
}
