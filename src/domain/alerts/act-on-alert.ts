import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import { countedSubjectOf } from "../quotas/subject-row.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { planWebhooksFor } from "../webhooks/plan-webhooks.ts";
import { requireAlertRight } from "./alert-access.ts";
import type { AlertRight } from "./alert-access.ts";
import { kindOf } from "./recipients.ts";
import type { AlertRef } from "./routing-events.ts";

/** An alert that somebody is about to answer, and by which names events tell of it. */
export interface Acting {
  readonly alert: Alert;
  readonly ref: AlertRef;
  readonly about: { readonly person?: Ref; readonly organization?: Ref };
}

/**
 * Locks an alert for whoever answers it. Refuses with `not-found` who may not see it, with `forbidden`, and with
 * `alert-over` when there is nothing left to answer.
 */
export async function actOn(
  tx: Transaction,
  context: Context,
  { alertId, right }: { readonly alertId: string; readonly right: AlertRight },
): Promise<Acting> {
  const { tenantId } = context;
  await tx.$queryRaw`
    SELECT 1 FROM alert WHERE id = ${alertId}::uuid AND tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  const alert = await tx.alert.findFirst({ where: { id: alertId, tenantId, phase: { not: "pending" } } });
  if (!alert) return refuse({ kind: "not-found", thing: "alert" });
  const subject = countedSubjectOf(alert);
  await requireAlertRight(context, tx, { watched: subject, right: rightNeeded(context, subject, right) });
  if (alert.phase === "resolved")
    refuse({ kind: "alert-over", subject: alert.subjectName, at: alert.resolvedAt ?? alert.evaluatedAt });

  const named = [...(await nameSubjects(tx, tenantId, [subject])).values()][0];
  return {
    alert,
    ref: { id: alert.id, kind: kindOf(alert), subject: alert.subjectName },
    about: {
      ...(named?.person && { person: named.person }),
      ...(named?.organization && { organization: named.organization }),
    },
  };
}

/** A viewer may look at what others are alerted of, and no more. */
function rightNeeded({ actor }: Context, subject: CountedSubject, right: AlertRight): AlertRight {
  const isViewer = actor.kind === "person" && actor.type === "viewer";
  return isViewer && subject.scope === "organization" ? "manage" : right;
}

interface Step {
  readonly alertId: string;
  readonly kind: string;
  readonly level?: number;
  readonly note?: string | undefined;
}

/** Adds to an alert's history who did what, and has machines hear of it. Resolves to the step's id. */
export async function addStep(tx: Transaction, context: Context, { alertId, ...step }: Step): Promise<string> {
  const { tenantId, now, actor } = context;
  const added = await tx.alertStep.create({
    data: {
      id: context.newId(),
      tenantId,
      alertId,
      at: now,
      kind: step.kind,
      level: step.level ?? null,
      actorName: actor.kind === "system" ? null : actor.label,
      note: step.note ?? null,
    },
  });
  await planWebhooksFor(tx, context, { alertId, step: added });
  return added.id;
}
