import type { BindingLimit, Cohort, LimitPath } from "../quotas/limit.ts";
import { NOBODY, nodeOf } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { HOUR } from "../quotas/window.ts";
import type { Units } from "../meters/meter.ts";
import { uuidArray } from "./literals.ts";

/** A subject and meter: the row of window "now" that is locked and holds what is reserved. */
export interface Node {
  readonly key: string;
  readonly organizationId: string;
  readonly personId: string;
  readonly meter: string;
}

/** Which rows of "balance" are added up, beside a node. */
export interface Sum {
  readonly key: string;
  readonly node: Node;
  readonly window: string;
  /** ISO 8601, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Whether it sees the most that reservations may come to. */
  readonly isSafe: boolean;
}

export interface CompiledLimit extends Sum {
  readonly binding: BindingLimit;
  /** What refuses beyond it; null: nothing does. */
  readonly most: Units | null;
}

export interface CompiledCohort {
  readonly key: string;
  readonly parent: Node;
  readonly capacity: Units;
  readonly members: readonly { readonly sum: Sum; readonly guaranteed: Units }[];
}

/** What asking for one meter meets on a path. */
export interface CompiledMeter {
  readonly limits: readonly CompiledLimit[];
  /** Where a reservation holds its amount: every subject that is counted. */
  readonly holds: readonly Node[];
  readonly shares: readonly {
    readonly cohort: CompiledCohort;
    /** Place among the members. */
    readonly member: number;
    /** The member's own limit. */
    readonly limit: CompiledLimit;
  }[];
}

/** A path made ready for being decided again and again. */
export interface CompiledPath {
  readonly path: LimitPath;
  readonly validUntil: number;
  /** As PostgreSQL reads arrays. */
  readonly subjectOrganizations: string;
  readonly subjectPeople: string;
  meter(name: string): CompiledMeter;
}

/** `isCounted` tells whether balances are kept for that scope and meter. */
export function compilePath(path: LimitPath, isCounted: (scope: string, meter: string) => boolean): CompiledPath {
  const subjects = subjectsOf(path);
  const nodes = subjects.map(nodeOf);
  const meters = new Map<string, CompiledMeter>();
  return {
    path,
    validUntil: path.validUntil?.getTime() ?? Infinity,
    subjectOrganizations: uuidArray(nodes.map(({ organizationId }) => organizationId)),
    subjectPeople: uuidArray(nodes.map(({ personId }) => personId)),
    meter(name) {
      const known = meters.get(name);
      if (known) return known;
      const counted = subjects.filter(({ scope }) => isCounted(scope, name));
      const compiled = compileMeter(path, name, counted);
      meters.set(name, compiled);
      return compiled;
    },
  };
}

/** Whoever a reservation on this path counts for. */
export function subjectsOf({ personId, organizationId, chain }: LimitPath): readonly CountedSubject[] {
  return [
    { scope: "tenant" },
    ...(personId ? [{ scope: "person", personId } as const] : []),
    ...(personId && organizationId ? [{ scope: "member", organizationId, personId } as const] : []),
    ...chain.map((id) => ({ scope: "organization", organizationId: id }) as const),
  ];
}

function compileMeter(path: LimitPath, meter: string, counted: readonly CountedSubject[]): CompiledMeter {
  const limits = path.limits.filter((binding) => binding.limit.meter === meter).map(compileLimit);
  const cohorts = path.cohorts.filter((cohort) => cohort.meter === meter);
  return {
    limits,
    holds: counted.map((subject) => node(subject, meter)),
    shares: cohorts.flatMap((cohort) => sharesOf(cohort, path.chain, limits)),
  };
}

/** A pool's limit is the same object in the paths of all who draw on it. */
const compiledLimits = new WeakMap<BindingLimit, CompiledLimit>();

function compileLimit(binding: BindingLimit): CompiledLimit {
  const known = compiledLimits.get(binding);
  if (known) return known;
  const { limit, subject, startsAt } = binding;
  const compiled = { ...sumOf(node(subject, limit.meter), limit, startsAt), binding, most: mostOf(binding) };
  compiledLimits.set(binding, compiled);
  return compiled;
}

/** The most that used, reserved and asked may come to; null: any amount. */
export function mostOf({ limit, allowance }: Pick<BindingLimit, "limit" | "allowance">): Units | null {
  if (allowance === null) return null;
  switch (limit.model) {
    case "hard":
    case "hard_safe":
      return allowance;
    case "soft":
      return allowance + (allowance * BigInt(limit.gracePercent)) / 100n;
    case "notify_only":
      return null;
  }
}

const END_OF_TIME = "infinity";

function sumOf(at: Node, limit: Pick<BindingLimit["limit"], "window" | "model">, startsAt: Date): Sum {
  const isRolling = limit.window.startsWith("rolling:");
  const window = isRolling ? HOUR : limit.window;
  const from = startsAt.toISOString();
  const isSafe = limit.model === "hard_safe";
  return {
    key: `${at.key} ${limit.window} ${from} ${isSafe}`,
    node: at,
    window,
    from,
    to: isRolling ? END_OF_TIME : from,
    isSafe,
  };
}

function sharesOf(cohort: Cohort, chain: readonly string[], limits: readonly CompiledLimit[]): CompiledMeter["shares"] {
  const member = cohort.members.findIndex(({ organizationId }) => chain.includes(organizationId));
  const organizationId = cohort.members[member]?.organizationId;
  const limit = limits.find(
    ({ node: { organizationId: id, personId }, binding }) =>
      id === organizationId && personId === NOBODY && binding.limit.window === cohort.window,
  );
  if (!limit || limit.most === null) return [];
  const compiled: CompiledCohort = {
    key: `${nodeKey(nodeOf(cohort.parent), cohort.meter)} ${cohort.window}`,
    parent: node(cohort.parent, cohort.meter),
    capacity: cohort.capacity,
    members: cohort.members.map(({ organizationId: id, guaranteed }) => ({ sum: memberSum(cohort, id), guaranteed })),
  };
  return [{ cohort: compiled, member, limit }];
}

/** Members are compared by what is held for certain. A sum of its own beside that of the member's limit. */
function memberSum({ meter, window, startsAt }: Cohort, organizationId: string): Sum {
  const sum = sumOf(node({ scope: "organization", organizationId }, meter), { window, model: "hard" }, startsAt);
  return { ...sum, key: `member ${sum.key}` };
}

function node(subject: CountedSubject, meter: string): Node {
  const ids = nodeOf(subject);
  return { key: nodeKey(ids, meter), ...ids, meter };
}

function nodeKey({ organizationId, personId }: { organizationId: string; personId: string }, meter: string): string {
  return `${organizationId} ${personId} ${meter}`;
}
