import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { hourOf } from "./decide-telling.ts";
import type { Occasion } from "./decide-telling.ts";
import { actsOn } from "./in-whose-name.ts";
import { toldAlready } from "./explained.ts";
import { isInhibited } from "./inhibit.ts";
import type { LevelTold } from "./level-told.ts";
import { levelTold } from "./level-told.ts";
import { kindOf } from "./recipients.ts";
import type { RoutedHearer } from "./recipients.ts";
import type { RoutedAlert, Routing } from "./routing.ts";
import { isFor, isSnooze, silencedUntil } from "./silence.ts";

interface About {
  readonly routing: Routing;
  readonly alert: RoutedAlert;
  readonly level: LevelTold;
  readonly isGathered?: boolean;
}

/** What is the same for everybody who hears of a level of an alert. */
export interface Shared extends Omit<
  Occasion,
  "hearer" | "hasCard" | "toldThisHour" | "groupToldAt" | "silencedUntil" | "snoozedUntil" | "isInhibited"
> {
  /** What differs by whose way of telling it is; what they have a card of is not held back for another's sake. */
  heldBackFor(
    hearer: RoutedHearer,
    hasCard: boolean,
  ): Promise<Pick<Occasion, "silencedUntil" | "snoozedUntil" | "isInhibited">>;
}

/** Reads what decides how a level of an alert is told, but for who hears. */
export async function sharedOccasion(
  tx: Transaction,
  { now, configuration }: Context,
  { routing, alert, level, isGathered = false }: About,
): Promise<Shared> {
  const chain = await routing.chain(alert.organizationId);
  const { ruleId, kind, subjectKey, meter } = alert;
  const isPutOff = alert.snoozedUntil !== null || routing.silences.some(isSnooze);
  const hasWorsened = isPutOff && (await isWorseThanTold(tx, alert, level));
  const fromAbove = once(() => isInhibited(tx, routing, { alert, level, isInstallations: true }));
  const isToldAlready = async ({ recipient }: RoutedHearer) =>
    (await toldAlready(tx, { alert, recipient, chain: routing.chain })) !== undefined;
  const fromWithin = once(() => isInhibited(tx, routing, { alert, level, isInstallations: false }));
  return {
    kind: kindOf(alert),
    severity: level.severity,
    isDirect: level.isDirect,
    ruleId,
    now,
    settings: configuration.alerts,
    heldBackFor: async (hearer, hasCard) => {
      const holds = routing.silences.filter((one) => isFor(one, hearer) && !(isSnooze(one) && hasWorsened));
      const isSnoozed = !hasWorsened && actsOn(alert.snoozedGiverId, hearer.route);
      return {
        silencedUntil: silencedUntil(holds, { ruleId, kind, subjectKey, meter, chain }),
        snoozedUntil: isSnoozed ? (alert.snoozedUntil ?? undefined) : undefined,
        isInhibited:
          (await (hearer.route === "installation" ? fromAbove() : fromWithin())) ||
          (!hasCard && (await isToldAlready(hearer))),
      };
    },
    isOfMany: (await routing.rule(ruleId))?.isOfMany === true,
    isGathered,
  };
}

function once<Value>(look: () => Promise<Value>): () => Promise<Value> {
  let looking: Promise<Value> | undefined;
  return () => (looking ??= look());
}

interface ForOne {
  readonly hearer: RoutedHearer;
  readonly alert: RoutedAlert;
  readonly shared: Shared;
  readonly hasCard: boolean;
}

/** The whole of it, for one who hears. */
export async function occasionFor(tx: Transaction, { hearer, alert, shared, hasCard }: ForOne): Promise<Occasion> {
  const { recipient } = hearer;
  const one = { ...shared, hearer, hasCard, ...(await shared.heldBackFor(hearer, hasCard)) };
  if (hearer.kind === "person") return { ...one, toldThisHour: 0, groupToldAt: undefined };

  const { tenantId, ruleId } = alert;
  const group = await tx.digest.findFirst({
    where: { tenantId, recipient, kind: "group", groupKey: ruleId, sentAt: { not: null } },
    orderBy: { sentAt: "desc" },
    select: { sentAt: true },
  });
  const toldThisHour =
    shared.severity === "critical" ? 0 : await messagesSince(tx, tenantId, { recipient, now: shared.now });
  return { ...one, toldThisHour, groupToldAt: group?.sentAt ?? undefined };
}

/** It becomes critical, which nobody was told yet: whoever put off a warning did not put off that. */
async function isWorseThanTold(tx: Transaction, alert: RoutedAlert, level: LevelTold): Promise<boolean> {
  if (level.severity !== "critical") return false;
  const { id: alertId } = alert;
  const known = { alertId, level: { gte: level.index }, how: { in: ["card", "thread", "digest"] } };
  if ((await tx.alertTold.findFirst({ where: known, select: { id: true } })) !== null) return false;
  const before = await tx.alertTold.findFirst({
    where: { alertId, level: { lt: level.index } },
    orderBy: { level: "desc" },
    select: { level: true },
  });
  return before !== null && levelTold(alert, before.level).severity !== "critical";
}

/** Messages to a channel in this hour that were not critical: cards, lines below them, and digests. */
async function messagesSince(
  tx: Transaction,
  tenantId: string,
  { recipient, now }: { readonly recipient: string; readonly now: Date },
): Promise<number> {
  const since = hourOf(now);
  const [row] = await tx.$queryRaw<readonly { count: number }[]>`
    SELECT ((
      SELECT count(*) FROM alert_told t JOIN alert a ON a.id = t.alert_id
      WHERE t.tenant_id = ${tenantId}::uuid AND t.recipient = ${recipient} AND t.at >= ${since}
        AND t.how IN ('card', 'thread') AND coalesce(a.levels -> t.level ->> 'severity', a.severity) <> 'critical'
    ) + (
      SELECT count(*) FROM digest
      WHERE tenant_id = ${tenantId}::uuid AND recipient = ${recipient} AND sent_at >= ${since}
        AND EXISTS (SELECT FROM alert_told t WHERE t.digest_id = digest.id)
    ))::int AS count`;
  return row?.count ?? 0;
}
