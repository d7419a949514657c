import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import { pathsTouched } from "./alert-paths.ts";
import { findRules } from "./find-rules.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import { lookAt } from "./observe/look.ts";
import { observeBy, observers } from "./observe/observers.ts";
import { keyOfTouched, readSetAside } from "./set-aside.ts";
import { inTurns } from "./in-turns.ts";
import { MOST_AT_ONCE, settleAll } from "./settle.ts";
import type { Seen, Settled } from "./settle.ts";
import type { Prompt } from "./step.ts";
import type { TouchedSubject } from "./touched.ts";

export const touchedKinds = alertKinds.filter((kind) => observers[kind].touched !== undefined);

interface Evaluating {
  readonly touched: readonly TouchedSubject[];
  readonly prompt: Prompt;
  /** Absent: all that look at what is touched. */
  readonly kinds?: readonly AlertKind[];
  readonly way?: "touched" | "sweep";
  /** Only these rules. */
  readonly ruleIds?: ReadonlySet<string>;
}

/** Lets all rules that may look at these do so, and settles what they see, or so many (`settleAll`). */
export async function evaluateSubjects(
  tx: Transaction,
  context: Context,
  evaluating: Evaluating,
  most?: number,
): Promise<Settled> {
  return settleAll(tx, context, [await observeSubjects(tx, context, evaluating)], most);
}

/** The same in as many transactions as it takes. False where it was not all (`inTurns`). */
export async function evaluateInTurns(world: World, tenantId: string, given: Evaluating): Promise<boolean> {
  return inTurns(world, tenantId, async (tx, context) => {
    const { left } = await evaluateSubjects(tx, context, given, MOST_AT_ONCE);
    return left.length > 0;
  });
}

/** What rules see of these, but for what is left out for now. */
export async function observeAll(
  tx: Transaction,
  context: Context,
  { touched, ...evaluating }: Pick<Evaluating, "touched" | "prompt">,
): Promise<readonly Seen[]> {
  const aside = await readSetAside(tx, context);
  const seen: Seen[] = [];
  const groups = Map.groupBy(touched, (one) => [...(aside.get(keyOfTouched(one)) ?? [])].toSorted().join(" "));
  for (const [left, ones] of groups) {
    const kinds = touchedKinds.filter((kind) => !left.split(" ").includes(kind));
    seen.push(await observeSubjects(tx, context, { ...evaluating, touched: ones, kinds }));
  }
  return seen;
}

async function observeSubjects(
  tx: Transaction,
  context: Context,
  { touched, prompt, kinds = touchedKinds, way = "touched", ruleIds }: Evaluating,
): Promise<Seen> {
  if (touched.length === 0) return { observations: [], prompt };
  const look = lookAt(tx, context, await pathsTouched(context, touched));
  const keys = [...new Set(look.subjects.flatMap((subject) => subject.keys))];
  const found = await findRules(tx, { tenantId: context.tenantId, keys, kinds });
  const rules = ruleIds ? found.filter(({ id }) => ruleIds.has(id)) : found;
  const firstLooks = new Set(rules.filter(({ lookedAt }) => lookedAt === null).map(({ id }) => id));
  return { observations: await observeBy(way, look, rules), prompt, firstLooks };
}
