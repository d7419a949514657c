import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { BindingLimit, Limit } from "./limit.ts";
import { loadPaths } from "./load-path.ts";
import { isLooser } from "./strictness.ts";
import { subjectKey } from "./subject.ts";
import type { Subject } from "./subject.ts";

interface Change {
  readonly subject: Subject;
  readonly meter: string;
  /** Who set the limits of this subject and meter that are there now. */
  readonly setByIds: readonly string[];
}

/**
 * Does what changes a role's limits, and refuses with `quota-of-oneself` where it lets the actor, who holds the role,
 * use more (semantics E13). Only what somebody else has set or what would apply anyway counts: one's own change may be
 * taken back.
 */
export async function withoutOwnRaise<Result>(
  tx: Transaction,
  context: Context,
  change: Change,
  work: () => Promise<Result>,
): Promise<Result> {
  const { subject } = change;
  if (subject.scope !== "role") return work();

  const { id } = requirePerson(context);
  const isOwn = change.setByIds.length > 0 && change.setByIds.every((setter) => setter === id);
  const before = await limitsOfActor(tx, context, change);
  const result = await work();
  const after = await limitsOfActor(tx, context, change);
  for (const { limit, losing } of before) {
    const isTheirs = (one: Limit) => isOwn && isOf(one, subject);
    const binding = [limit, ...losing].find((one) => !isTheirs(one));
    const holds = after.some((one) => one.limit.window === limit.window && isAsStrict(one.limit, binding));
    if (isLooser(undefined, binding) && !holds) refuse({ kind: "quota-of-oneself" });
  }
  return result;
}

function isOf({ source }: Limit, subject: Subject): boolean {
  return source.kind === "quota" && subjectKey(source.subject) === subjectKey(subject);
}

function isAsStrict(one: Limit, other: Limit | undefined): boolean {
  return !isLooser(one, other) && !endsEarlier(one, other);
}

/** The same limit with another end: what comes after it is more. */
function endsEarlier(one: Limit, other: Limit | undefined): boolean {
  if (one.source.kind !== "quota" || other?.source.kind !== "quota") return false;
  if (subjectKey(one.source.subject) !== subjectKey(other.source.subject)) return false;
  const [end, before] = [one.source.until, other.source.until];
  return end !== null && (before === null || end < before);
}

/** What binds the actor where they may hold the role. */
async function limitsOfActor(
  tx: Transaction,
  context: Context,
  { subject, meter }: Change,
): Promise<readonly BindingLimit[]> {
  const { id: personId } = requirePerson(context);
  const place = "organizationId" in subject ? { organizationId: subject.organizationId } : {};
  const [path] = await loadPaths(tx, context, [{ personId, ...place }]);
  return (path?.limits ?? []).filter(({ limit, subject: of }) => limit.meter === meter && "personId" in of);
}
