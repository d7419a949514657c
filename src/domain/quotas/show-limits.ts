import type { Context } from "../context.ts";
import { usageByDay } from "../usage/read-usage.ts";
import type { UsedOnDay } from "../usage/read-usage.ts";
import { requireLimitAccess } from "./limit-access.ts";
import type { Pause } from "../pauses/pause.ts";
import { statesOfPaths } from "./limit-states.ts";
import type { LimitState } from "./limit.ts";
import { loadPaths } from "./load-path.ts";
import { nameSubject } from "./subject-name.ts";
import type { CountedSubject } from "./subject.ts";

export interface LimitsShown {
  /** "Bob Ekman in Vision Lab". */
  readonly name: string;
  /** Everything that binds the subject, its own limits first, with what each was derived from. */
  readonly states: readonly LimitState[];
  /** What keeps it from starting anything, whatever the limits say. */
  readonly pauses: readonly Pause[];
}

/** All that binds somebody, an organization or the installation, as it stands now. Everybody may see their own. */
export async function showLimits(
  context: Context,
  { subject }: { readonly subject: CountedSubject },
): Promise<LimitsShown> {
  await requireLimitAccess(context, subject);
  const { name } = await nameSubject(context.db, context.tenantId, subject);
  const paths = await loadPaths(context.db, context, [subject.scope === "tenant" ? {} : subject]);
  const [states = []] = await statesOfPaths(context.db, context, paths);

  return { name, states, pauses: paths[0]?.pauses ?? [] };
}

export interface WindowDays {
  /** Of the limit's present window, up to now. */
  readonly days: readonly UsedOnDay[];
  /** The week before it, from which a rate can be told while the window is young. */
  readonly earlier: readonly UsedOnDay[];
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** What was used of a limit on each day. */
export async function daysOf(context: Context, { subject, limit, startsAt }: LimitState): Promise<WindowDays> {
  const before = new Date(startsAt.getTime() - WEEK_MS);
  const asked = { subject, meter: limit.meter, from: before, to: context.now };
  const all = await usageByDay(context.db, context, asked);
  return {
    days: all.filter((day) => day.startsAt >= startsAt),
    earlier: all.filter((day) => day.startsAt < startsAt),
  };
}
