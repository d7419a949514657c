import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { keepSeen } from "./keep-seen.ts";
import type { Observation } from "./observation.ts";
import { openAlert, updateAlert } from "./write-alert.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import { lockKnown, placeSeen, standingOf } from "./standing.ts";
import type { Known } from "./standing.ts";
import { step } from "./step.ts";
import type { Prompt, Stepped } from "./step.ts";
import { tellStep } from "./tell-step.ts";

export interface Settling {
  /** Why they were observed; absent: time went by. */
  readonly prompt?: Prompt;
  /** Rules that look for the first time since they were made or changed. */
  readonly firstLooks?: ReadonlySet<string>;
}

/**
 * Compares what rules see with how they stood, writes what follows, and has it told: all of it, or, should the transaction
 * fail, nothing. Each place (rule, subject, window) at most once in one call; the last observation of it counts. Returns
 * how many were told anything.
 */
export async function settleObservations(
  tx: Transaction,
  context: Context,
  observations: readonly Observation[],
  { prompt = "time", firstLooks }: Settling = {},
): Promise<number> {
  const seen = [...new Map(observations.map((one) => [placeSeen(one), one])).values()].toSorted(byUrgency);
  if (seen.length === 0) return 0;

  const known = await lockKnown(tx, context.tenantId, seen);
  const unchanged: Alert[] = [];
  let told = 0;
  for (const observation of seen) {
    const there = known.get(placeSeen(observation));
    const why = firstLooks?.has(observation.ruleId) ? "rule" : prompt;
    const stepped = stepFor(there, observation, { now: context.now, prompt: why });
    const { effect } = stepped;
    const alert = await write(tx, context, { there, observation, stepped, unchanged });
    if (alert && effect.kind === "none" && follows(observation, there?.alert))
      await refreshAlertCards(tx, context, alert.id);
    if (!alert || effect.kind === "none") continue;
    await tellStep(tx, context, { alert, effect });
    told += 1;
  }
  await keepSeen(tx, context, unchanged);
  return told;
}

function follows({ follows: isFollowed, value }: Observation, before: Alert | undefined): boolean {
  return isFollowed === true && before !== undefined && before.phase !== "resolved" && before.value !== value;
}

/** What is used up is told before what comes near, so that the one can stand for the other. */
function byUrgency(one: Observation, other: Observation): number {
  return Number(other.kind === "overage") - Number(one.kind === "overage");
}

function stepFor(
  there: Known | undefined,
  { value, limit, levels, timing, windowStart }: Observation,
  { now, prompt }: { readonly now: Date; readonly prompt: Prompt },
): Stepped {
  const standing = there && standingOf(there.alert, levels);
  return step(standing, { value, limit, levels, timing, windowStart, now, prompt });
}

interface Writing {
  readonly there: Known | undefined;
  readonly observation: Observation;
  readonly stepped: Stepped;
  /** Those of which only what was seen is new: written together. */
  readonly unchanged: Alert[];
}

/** The alert as it is afterwards; undefined: there is none. */
async function write(
  tx: Transaction,
  context: Context,
  { there, observation, stepped: { next, effect }, unchanged }: Writing,
): Promise<Alert | undefined> {
  if (!there) return next && openAlert(tx, context, { observation, next, episode: 1 });

  const { alert, before } = there;
  if (alert.phase === "pending" && (!next || next.phase === "resolved")) {
    await tx.alert.delete({ where: { id: alert.id } });
    if (before) await tx.alert.update({ where: { id: before.id }, data: { held: next?.held ?? -1 } });
    return undefined;
  }
  if (!next) return undefined;
  if (alert.phase === "resolved" && next.phase !== "resolved") {
    return openAlert(tx, context, { observation, next, episode: alert.episode + 1 });
  }
  const isSame = effect.kind === "none" && next.phase === alert.phase && next.held === alert.held;
  if (!isSame || observation.limit !== alert.limit || follows(observation, alert)) {
    return updateAlert(tx, context, { alert, observation, next, effect });
  }
  if (alert.phase !== "resolved") unchanged.push({ ...alert, value: observation.value });
  return alert;
}
