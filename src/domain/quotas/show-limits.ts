import type { Context } from "../context.ts";
import { usageByDay } from "../usage/read-usage.ts";
import type { UsedOnDay } from "../usage/read-usage.ts";
import { requireLimitAccess } from "./limit-access.ts";
import { readLimitStates } from "./limit-states.ts";
import type { WhoseLimits } from "./limit-states.ts";
import type { LimitState } from "./limit.ts";
import { nameSubject } from "./subject-name.ts";
import type { CountedSubject } from "./subject.ts";

export interface LimitsShown {
  /** "Bob Ekman in Vision Lab". */
  readonly name: string;
  /** Everything that binds the subject, its own limits first, with what each was derived from. */
  readonly states: readonly LimitState[];
}

/** All that binds somebody, an organization or the installation, as it stands now. Everybody may see their own. */
export async function showLimits(
  context: Context,
  { subject }: { readonly subject: CountedSubject },
): Promise<LimitsShown> {
  await requireLimitAccess(context, subject);
  const { name } = await nameSubject(context.db, context.tenantId, subject);
  const [states = []] = await readLimitStates(context.db, context, [await whoseOf(context, subject)]);

  return { name, states: subject.scope === "tenant" ? states.filter((one) => one.subject.scope === "tenant") : states };
}

/** What was used on each day of the limit's present window, up to now. */
export async function daysOf(
  context: Context,
  { subject, limit, startsAt }: LimitState,
): Promise<readonly UsedOnDay[]> {
  const asked = { subject, meter: limit.meter, from: startsAt, to: context.now };
  return usageByDay(context.db, context, asked);
}

/** The installation's limits bind everybody: anybody's path has them. */
async function whoseOf({ db, tenantId }: Context, subject: CountedSubject): Promise<WhoseLimits> {
  if (subject.scope !== "tenant") return subject;
  const anybody = await db.person.findFirst({ where: { tenantId, state: { not: "deleted" } }, select: { id: true } });
  return anybody ? { personId: anybody.id } : {};
}
