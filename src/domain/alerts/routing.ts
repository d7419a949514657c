import type { Transaction } from "../../storage/database.ts";
import type { Alert, AlertSilence, AlertSubscription } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { chainOf } from "../organizations/tree.ts";

/** What decides who hears of alerts, read once in a transaction; nobody else changes it until that ends. */
export interface Routing {
  readonly silences: readonly AlertSilence[];
  /** Of alerts and of the admin channel, oldest first; not the schedules of reports. */
  readonly subscriptions: readonly AlertSubscription[];
  /** An organization with those above it, nearest first. */
  chain(organizationId: string | null): Promise<readonly string[]>;
  /** undefined: nobody has it any more. */
  rule(ruleId: string): Promise<RoutedRule | undefined>;
}

export interface RoutedRule {
  /** It looks at everybody and every organization. */
  readonly isOfMany: boolean;
  readonly builtIn: string | null;
  /** Who alone is told. */
  readonly forPersonId: string | null;
  /** What is this organization's alone is told; null: everybody whom it concerns. */
  readonly giverId: string | null;
}

const known = new WeakMap<Transaction, Promise<Routing>>();

/**
 * Waits until nobody else in this tenant tells of alerts or changes who hears of them. Taken before any delivery is
 * written, and after the evaluation's own row.
 */
export async function lockRouting(tx: Transaction, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`alert routing ${tenantId}`}, 0))) AS l`;
}

/** Takes the lock and reads; the second time in a transaction it is at hand. */
export function routingOf(tx: Transaction, context: Pick<Context, "tenantId" | "now">): Promise<Routing> {
  const before = known.get(tx);
  if (before) return before;
  const reading = readRouting(tx, context);
  known.set(tx, reading);
  return reading;
}

/** After silences or subscriptions were changed in this transaction. */
export function forgetRouting(tx: Transaction): void {
  known.delete(tx);
}

async function readRouting(tx: Transaction, { tenantId, now }: Pick<Context, "tenantId" | "now">): Promise<Routing> {
  await lockRouting(tx, tenantId);
  const silences = await tx.alertSilence.findMany({
    where: { tenantId, from: { lte: now }, until: { gt: now }, endedAt: null },
    orderBy: { until: "desc" },
  });
  const subscriptions = await tx.alertSubscription.findMany({
    where: { tenantId, deletedAt: null, purpose: { in: ["alerts", "admin"] } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const chains = new Map<string, Promise<readonly string[]>>();
  const rules = new Map<string, Promise<RoutedRule | undefined>>();
  return {
    silences,
    subscriptions,
    chain: (organizationId) =>
      organizationId === null
        ? Promise.resolve([])
        : once(chains, organizationId, async () =>
            (await chainOf(tx, { tenantId, organizationId })).map(({ id }) => id),
          ),
    rule: (ruleId) =>
      once(rules, ruleId, async () => {
        const select = { scope: true, builtIn: true, forPersonId: true, giverId: true } as const;
        const rule = await tx.alertRule.findFirst({ where: { id: ruleId, tenantId }, select });
        return rule ? { ...rule, isOfMany: rule.scope === "each" } : undefined;
      }),
  };
}

function once<Value>(values: Map<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  const before = values.get(key);
  if (before) return before;
  const reading = read();
  values.set(key, reading);
  return reading;
}

/** What routing goes by. */
export type RoutedAlert = Pick<
  Alert,
  | "id"
  | "tenantId"
  | "ruleId"
  | "kind"
  | "subjectKey"
  | "organizationId"
  | "personId"
  | "meter"
  | "window"
  | "windowStart"
  | "level"
  | "levels"
  | "severity"
  | "value"
  | "limit"
  | "acknowledgedAt"
  | "snoozedUntil"
  | "snoozedGiverId"
  | "facts"
>;
