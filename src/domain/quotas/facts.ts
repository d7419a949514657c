import type { Quota, QuotaGrant } from "../../storage/generated/client.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { showAmount, writeAmount } from "../meters/amount.ts";
import type { GrantFacts, QuotaFacts } from "./events.ts";
import { limitWords } from "./limit-words.ts";
import { meterCalled } from "./meter-called.ts";

type Amounts = Pick<Configuration, "meters">;

export function quotaFacts(
  configuration: Amounts,
  quota: Pick<Quota, "subjectKey" | "meter" | "window" | "amount" | "model" | "until" | "thresholds">,
  subject: string,
): QuotaFacts {
  const { subjectKey, meter, window, amount, model, until, thresholds } = quota;
  return {
    subject,
    subjectKey,
    meter,
    window,
    amount: amount === null ? null : writeAmount(meterCalled(configuration, meter), amount),
    shown: limitWords(configuration, quota),
    model,
    until: until?.toISOString() ?? null,
    ...(thresholds.length > 0 && { thresholds }),
  };
}

export function grantFacts(
  configuration: Amounts,
  grant: Pick<QuotaGrant, "id" | "subjectKey" | "meter" | "amount" | "effectiveAt" | "expiresAt" | "requestId">,
  subject: string,
): GrantFacts {
  const { id, subjectKey, meter, amount, effectiveAt, expiresAt, requestId } = grant;
  const counted = meterCalled(configuration, meter);
  return {
    id,
    subject,
    subjectKey,
    meter,
    amount: writeAmount(counted, amount),
    shown: showAmount(counted, amount),
    from: effectiveAt.toISOString(),
    until: expiresAt?.toISOString() ?? null,
    ...(requestId && { requestId }),
  };
}
