import type { QuotaPolicy } from "../../storage/generated/client.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { limitWords } from "../quotas/limit-words.ts";
import { meterCalled } from "../quotas/meter-called.ts";
import { windowWords } from "../quotas/window-name.ts";
import type { PolicyFacts } from "./events.ts";
import { triggerOf } from "./policy.ts";

type Row = Pick<
  QuotaPolicy,
  "id" | "subjectKey" | "meter" | "window" | "percent" | "amount" | "action" | "createdById" | "createdByName"
>;

export function policyFacts(configuration: Pick<Configuration, "meters">, row: Row, subject: string): PolicyFacts {
  const { id, subjectKey, meter, window, action, createdById, createdByName } = row;
  const createdBy = { id: createdById, name: createdByName };
  return { id, subject, subjectKey, meter, window, action, shown: triggerWords(configuration, row), createdBy };
}

/** "80 % of its GPU hours a month", "320 GPU hours a month". */
export function triggerWords(
  configuration: Pick<Configuration, "meters">,
  row: Pick<Row, "meter" | "window" | "percent" | "amount">,
): string {
  const { meter, window } = row;
  const trigger = triggerOf(row);
  if (trigger.kind === "amount") return limitWords(configuration, { meter, window, amount: trigger.amount });

  return `${trigger.percent} % of its ${meterCalled(configuration, meter).label} ${windowWords(window)}`;
}
