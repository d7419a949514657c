import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { EACH } from "./alert-rule.ts";
import type { AlertKind } from "./kinds.ts";
import type { WrittenSpec } from "./rule-spec.ts";

/** A rule that every installation begins with; its kind is its key. */
export interface BuiltInRule<Kind extends AlertKind = AlertKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly scope: typeof EACH | "tenant";
  readonly spec: WrittenSpec<Kind>;
}

/** What a limit tells of itself comes before these thresholds (`ownThresholds` in observe/quota.ts). */
export const builtInRules: readonly BuiltInRule[] = [
  {
    kind: "quota",
    name: "Limits coming near",
    scope: EACH,
    spec: {
      thresholds: [
        { of: "used", percent: 50, isDirect: true },
        { of: "used", percent: 80 },
        { of: "used", percent: 95 },
      ],
    },
  },
  {
    kind: "overage",
    name: "Limits reached",
    scope: EACH,
    spec: {
      thresholds: [
        { of: "used", percent: 100 },
        { of: "used", percent: 120, onlySoft: true },
      ],
    },
  },
  { kind: "forecast", name: "Limits that will run out", scope: EACH, spec: {} },
  { kind: "failures", name: "Failing jobs", scope: EACH, spec: {} },
  { kind: "unusual", name: "Unusual use", scope: EACH, spec: {} },
  { kind: "idle", name: "Idle allocations", scope: EACH, spec: {} },
  { kind: "approvals", name: "Waiting approvals", scope: EACH, spec: {} },
  { kind: "expiring", name: "What ends soon", scope: EACH, spec: {} },
  { kind: "stale", name: "Unused accounts", scope: "tenant", spec: {} },
  { kind: "deliveries", name: "Messages that do not arrive", scope: "tenant", spec: {} },
  { kind: "external", name: "Alerts of other systems", scope: EACH, spec: {} },
];

type Making = Pick<Context, "tenantId" | "now"> & { newId(): string };

/** Makes those that a tenant does not have yet. */
export async function ensureBuiltInRules(db: Database | Transaction, context: Making): Promise<void> {
  const { tenantId, now } = context;
  const there = await db.alertRule.findMany({ where: { tenantId, builtIn: { not: null } }, select: { builtIn: true } });
  const known = new Set(there.map(({ builtIn }) => builtIn));
  const missing = builtInRules.filter(({ kind }) => !known.has(kind));
  if (missing.length === 0) return;

  await db.alertRule.createMany({
    data: missing.map(({ kind, name, scope, spec }) => ({
      id: context.newId(),
      tenantId,
      kind,
      name,
      builtIn: kind,
      scope,
      subjectKey: scope,
      spec,
      createdByName: "Quartermaster",
      createdAt: now,
      changedAt: now,
      // They look at what is used from now on; what was there before is looked at by the clock.
      lookedAt: now,
    })),
    skipDuplicates: true,
  });
}
