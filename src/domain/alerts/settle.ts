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
import type { Prompt, Standing, Stepped } from "./step.ts";
import { tellStep } from "./tell-step.ts";

/** What was observed together, and why. */
export interface Seen {
  readonly observations: readonly Observation[];
  readonly prompt: Prompt;
  /** Rules that look for the first time since they were made or changed. */
  readonly firstLooks?: ReadonlySet<string>;
}

export interface Prompted {
  readonly observation: Observation;
  readonly prompt: Prompt;
}

export interface Settled {
  /** How many were told anything. */
  readonly told: number;
  /** What is yet to be settled, in another transaction. */
  readonly left: readonly Prompted[];
}

/** More than these take longer than a transaction may, and all others who tell wait for it meanwhile. */
export const MOST_AT_ONCE = 200;

/**
 * Compares what rules see with how they stood, writes what follows, and has it told: all of it, or, should the transaction
 * fail, nothing. To be called once in a transaction, since it locks alerts before whom they are told to. Of several
 * observations of one place (rule, subject, window) the last counts. Once so many were begun, told or shown anew (`most`),
 * the rest is left; what is settled again is not told again.
 */
export async function settleAll(
  tx: Transaction,
  context: Context,
  groups: readonly Seen[],
  most = Infinity,
): Promise<Settled> {
  const all = groups.flatMap(promptedIn);
  const seen = [...new Map(all.map((one) => [placeSeen(one.observation), one])).values()].toSorted(byUrgency);
  if (seen.length === 0) return { told: 0, left: [] };

  const known = await lockKnown(
    tx,
    context.tenantId,
    seen.map(({ observation }) => observation),
  );
  const unchanged: Alert[] = [];
  const counts = { none: 0, shown: 0, told: 0 };
  let settled = 0;
  for (const one of seen) {
    if (counts.told + counts.shown >= most) break;
    counts[await settleOne(tx, context, { one, known, unchanged })] += 1;
    settled += 1;
  }
  await keepSeen(tx, context, unchanged);
  return { told: counts.told, left: seen.slice(settled) };
}

interface Settling {
  readonly one: Prompted;
  readonly known: ReadonlyMap<string, Known>;
  readonly unchanged: Alert[];
}

/** "shown": one was begun, or cards say something else, and nobody is told. */
async function settleOne(
  tx: Transaction,
  context: Context,
  { one: { observation, prompt }, known, unchanged }: Settling,
): Promise<"none" | "shown" | "told"> {
  const there = known.get(placeSeen(observation));
  const stepped = stepFor(there, observation, { now: context.now, prompt });
  const { effect } = stepped;
  const alert = await write(tx, context, { there, observation, stepped, unchanged });
  if (!alert) return "none";
  if (effect.kind !== "none") {
    await tellStep(tx, context, { alert, effect });
    return "told";
  }
  if (follows(observation, there?.alert)) {
    await refreshAlertCards(tx, context, alert.id);
    return "shown";
  }
  return alert.id === there?.alert.id ? "none" : "shown";
}

/** The same for all that was observed for one reason; absent: time went by. Returns how many were told anything. */
export async function settleObservations(
  tx: Transaction,
  context: Context,
  observations: readonly Observation[],
  { prompt = "time", ...given }: Partial<Omit<Seen, "observations">> = {},
): Promise<number> {
  return (await settleAll(tx, context, [{ observations, prompt, ...given }])).told;
}

function follows({ follows: isFollowed, value }: Observation, before: Alert | undefined): boolean {
  return isFollowed === true && before !== undefined && before.phase !== "resolved" && before.value !== value;
}

function promptedIn({ observations, prompt, firstLooks }: Seen): readonly Prompted[] {
  return observations.map((observation) => ({
    observation,
    prompt: firstLooks?.has(observation.ruleId) ? "rule" : prompt,
  }));
}

/** What is used up is told before what comes near, so that the one can stand for the other. */
function byUrgency({ observation: one }: Prompted, { observation: other }: Prompted): number {
  return Number(other.kind === "overage") - Number(one.kind === "overage");
}

/** What follows from what a rule sees, as it stood; nothing is written. */
export function stepFor(
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
  { there, observation, stepped, unchanged }: Writing,
): Promise<Alert | undefined> {
  const { next } = stepped;
  const wasOpen = there !== undefined && there.alert.phase !== "resolved";
  if (!wasOpen && next && next.phase !== "resolved") {
    return openAlert(tx, context, { observation, next, episode: (there?.alert.episode ?? 0) + 1 });
  }
  return there && change(tx, context, { there, observation, stepped, unchanged });
}

async function change(
  tx: Transaction,
  context: Context,
  { there, observation, stepped, unchanged }: Writing & { readonly there: Known },
): Promise<Alert | undefined> {
  const { next } = stepped;
  const { alert } = there;
  if (alert.phase === "pending" && (!next || next.phase === "resolved")) return forgetPending(tx, there, next);
  if (next && isChanged(alert, observation, stepped)) {
    return updateAlert(tx, context, { alert, observation, next, effect: stepped.effect });
  }
  if (alert.phase !== "resolved") unchanged.push({ ...alert, value: observation.value });
  return alert;
}

/** What never fired is gone, and what was before it stands. */
async function forgetPending(
  tx: Transaction,
  { alert, before }: Known,
  next: Standing | undefined,
): Promise<undefined> {
  await tx.alert.delete({ where: { id: alert.id } });
  if (before) await tx.alert.update({ where: { id: before.id }, data: { held: next?.held ?? -1 } });
}

function isChanged(alert: Alert, observation: Observation, { next, effect }: Stepped): boolean {
  const isSame = effect.kind === "none" && next?.phase === alert.phase && next.held === alert.held;
  const isOfOther = alert.phase !== "resolved" && observation.limit !== alert.limit;
  return !isSame || isOfOther || follows(observation, alert);
}
