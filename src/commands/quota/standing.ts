import { limitWords } from "../../domain/quotas/limit-words.ts";
import { readLimitStates } from "../../domain/quotas/limit-states.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import { affectedBy } from "../../domain/quotas/over.ts";
import type { Subject } from "../../domain/quotas/subject.ts";
import { subjectKey } from "../../domain/quotas/subject.ts";
import { warnNested } from "../../domain/quotas/window-breadth.ts";
import type { CommandContext } from "../define.ts";
import { capitalized } from "../org/words.ts";
import { stateLine } from "./words.ts";

interface Place {
  readonly subject: Subject;
  readonly meter: string;
  readonly window: string;
}

/** A narrower limit that allows no less than a broader one is said, not refused (semantics E2). */
function nestedLines({ configuration }: CommandContext, states: readonly LimitState[], meter: string): string[] {
  const amounts = states
    .filter(({ limit }) => limit.meter === meter)
    .map(({ limit, allowance }) => ({ meter, window: limit.window, amount: allowance }));
  return warnNested(amounts).map(
    ({ narrow, broad }) =>
      `${capitalized(limitWords(configuration, narrow))} never matter: ${limitWords(configuration, broad)} are no more.`,
  );
}

/** How the limit stands now, where it is one subject's; and what comes before it, where something does. */
export async function standing(context: CommandContext, { subject, meter, window }: Place): Promise<string[]> {
  if (subject.scope === "role") return ["It binds each of them by themselves who has no limit of their own."];
  const [whose] = await affectedBy(context.db, context, subject);
  const [states = []] = whose ? await readLimitStates(context.db, context, [whose]) : [];
  const mine = states.find(
    ({ limit, subject: counted }) =>
      limit.meter === meter && limit.window === window && subjectKey(counted) === subjectKey(subject),
  );
  if (!mine) return ["Another limit comes before it, so that it binds nobody yet."];

  const own = states.filter(({ subject: counted }) => subjectKey(counted) === subjectKey(subject));
  return [stateLine(context, mine), ...nestedLines(context, own, meter)];
}
