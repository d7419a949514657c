import type { Transaction } from "../../storage/database.ts";
import type { Alert, Prisma } from "../../storage/generated/client.ts";
import { toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { nodeIds } from "./node-ids.ts";
import type { Observation } from "./observation.ts";
import { indexThen, levelsKept } from "./standing.ts";
import type { Effect, Standing } from "./step.ts";

interface Opening {
  readonly observation: Observation;
  readonly next: Standing;
  readonly episode: number;
}

/** Another firing, or the wait for one. */
export async function openAlert(
  tx: Transaction,
  context: Context,
  { observation, next, episode }: Opening,
): Promise<Alert> {
  const { ruleId, kind, about, meter, window, windowStart, windowEnd, value } = observation;
  return tx.alert.create({
    data: {
      ...seenColumns(observation, next, context),
      id: context.newId(),
      tenantId: context.tenantId,
      ruleId,
      kind,
      subjectKey: about.subjectKey,
      ...nodeIds(about.subject),
      subjectName: about.name,
      meter,
      window,
      windowStart,
      windowEnd,
      episode,
      peak: value,
      cause: next.cause,
      pendingSince: next.pendingSince,
      firedAt: next.phase === "firing" ? context.now : null,
    },
  });
}

interface Changing {
  readonly alert: Alert;
  readonly observation: Observation;
  readonly next: Standing;
  readonly effect: Effect;
}

/** The same firing as it is now. */
export async function updateAlert(
  tx: Transaction,
  context: Context,
  { alert, observation, next, effect }: Changing,
): Promise<Alert> {
  const { value } = observation;
  const cause = effect.kind === "fire" || effect.kind === "raise" ? effect.cause : next.cause;
  return tx.alert.update({
    where: { id: alert.id },
    data: {
      ...seenColumns(observation, next, context),
      // Of levels a card goes on to tell of those that there were at the last.
      ...((next.phase === "resolved" || observation.levels.length === 0) && levelsOfOld(alert, observation, next)),
      subjectName: observation.about.name,
      peak: value > alert.peak ? value : alert.peak,
      cause,
      ...(effect.kind === "fire" && { firedAt: context.now }),
      ...(effect.kind === "resolve" && endOf(observation, effect, context)),
    },
  });
}

function levelsOfOld(alert: Alert, { levels }: Observation, next: Standing) {
  const { level, severity } = alert;
  const held = levels.length === 0 ? next.held : indexThen(next.held, levels, alert);
  return { level, severity, held, levels: toJson({ levels: alert.levels })["levels"] ?? [] };
}

function endOf({ facts }: Observation, { because }: Extract<Effect, { kind: "resolve" }>, { now }: Context) {
  const by = facts["changedBy"];
  const resolvedBy = because === "limit-raised" && typeof by === "string" ? by : null;
  return { resolvedAt: now, resolution: because, resolvedBy };
}

/** What every look writes. */
function seenColumns({ value, limit, levels, facts }: Observation, next: Standing, { now }: Context) {
  const { phase, level, held, recoveringSince, notifiedAt } = next;
  return {
    phase,
    level,
    held,
    severity: levels[Math.max(level, 0)]?.severity ?? "info",
    value,
    limit,
    levels: levelsKept(levels),
    facts: toJson(facts),
    recoveringSince,
    notifiedAt,
    evaluatedAt: now,
  } satisfies Prisma.AlertUncheckedUpdateInput;
}
