import type { Quota, QuotaGrant } from "../../storage/generated/client.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { writeAmount } from "../meters/amount.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { GrantFacts, QuotaFacts } from "./events.ts";

/** A meter by its own name; one that has left the configuration is counted in its smallest unit. */
export function meterCalled({ meters }: Pick<Configuration, "meters">, name: string): Meter {
  return meters.find((meter) => meter.name === name) ?? { name, label: name, unit: name, kind: "counter", decimals: 0 };
}

type Amounts = Pick<Configuration, "meters">;

export function quotaFacts(
  configuration: Amounts,
  quota: Pick<Quota, "subjectKey" | "meter" | "window" | "amount" | "model" | "until">,
  subject: string,
): QuotaFacts {
  const { subjectKey, meter, window, amount, model, until } = quota;
  return {
    subject,
    subjectKey,
    meter,
    window,
    amount: amount === null ? null : decimal(configuration, meter, amount),
    model,
    until: until?.toISOString() ?? null,
  };
}

export function grantFacts(
  configuration: Amounts,
  grant: Pick<QuotaGrant, "id" | "subjectKey" | "meter" | "amount" | "effectiveAt" | "expiresAt">,
  subject: string,
): GrantFacts {
  const { id, subjectKey, meter, amount, effectiveAt, expiresAt } = grant;
  return {
    id,
    subject,
    subjectKey,
    meter,
    amount: decimal(configuration, meter, amount),
    from: effectiveAt.toISOString(),
    until: expiresAt?.toISOString() ?? null,
  };
}

function decimal(configuration: Amounts, meter: string, units: Units): string {
  return writeAmount(meterCalled(configuration, meter), units);
}
