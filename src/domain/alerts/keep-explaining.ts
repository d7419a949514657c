import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Observation } from "./observation.ts";

/** What explains open alerts now: it says to whom they are news, long after they fired. */
export async function keepExplaining(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  observations: readonly Observation[],
): Promise<void> {
  for (const { ruleId, about, meter, windowStart, facts } of observations) {
    if ("personId" in about.subject) continue;
    const explaining = JSON.stringify(facts["explaining"] ?? []);
    await tx.$executeRaw`
      UPDATE alert SET facts = jsonb_set(facts, '{explaining}', ${explaining}::jsonb)
      WHERE tenant_id = ${tenantId}::uuid AND rule_id = ${ruleId}::uuid AND subject_key = ${about.subjectKey} AND meter = ${meter}
        AND "window" = '' AND window_start = ${windowStart}::timestamptz AND phase <> 'resolved'
        AND facts -> 'explaining' IS DISTINCT FROM ${explaining}::jsonb`;
  }
}
