import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { planWebhooks } from "../webhooks/plan-webhooks.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import type { Effect } from "./step.ts";
import { tellAlert } from "./tell.ts";

type Happening = Exclude<Effect, { kind: "none" }>;

const kinds: Readonly<Record<Happening["kind"], string>> = {
  fire: "fired",
  raise: "raised",
  repeat: "repeated",
  resolve: "resolved",
};

/** Writes into an alert's history what happened, and has it told. `alert` is as it is afterwards. */
export async function tellStep(
  tx: Transaction,
  context: Context,
  { alert, effect }: { readonly alert: Alert; readonly effect: Happening },
): Promise<void> {
  const stepId = context.newId();
  const { id: alertId, tenantId, level, value, limit, resolution, resolvedBy } = alert;
  const isEnd = effect.kind === "resolve";
  const step = await tx.alertStep.create({
    data: {
      id: stepId,
      tenantId,
      alertId,
      at: context.now,
      kind: kinds[effect.kind],
      level,
      value,
      limit,
      actorName: isEnd ? resolvedBy : null,
      note: isEnd ? resolution : alert.cause,
    },
  });
  await planWebhooks(tx, context, { alert, step });
  // What is no longer expected is taken back where it stands.
  if (isEnd && alert.kind === "forecast") return refreshAlertCards(tx, context, alertId);
  await tellAlert(tx, context, { alert, effect, stepId });
}
