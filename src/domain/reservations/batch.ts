import { NOBODY } from "../quotas/subject.ts";
import { refusedOutright } from "./answer.ts";
import type { CompiledCohort, CompiledLimit, CompiledPath, Node, Sum } from "./compiled-path.ts";
import type { Decision } from "./decision.ts";
import type { ReadyAsk } from "./operation.ts";
import type { Units } from "../meters/meter.ts";

/** A limit that an operation meets, by its place among the batch's sums. */
export interface Meeting {
  readonly limit: CompiledLimit;
  readonly place: number;
  /** What it asks of it. */
  readonly asked: Units;
}

/** What an operation asks, shares and holds; places count from 0. */
export interface Plan {
  readonly meetings: readonly Meeting[];
  /** Those that can refuse. */
  readonly asks: readonly Meeting[];
  readonly shares: readonly {
    readonly cohort: number;
    readonly member: number;
    readonly asked: Units;
    /** The member's own; of what is refused outright none. */
    readonly limit?: CompiledLimit;
  }[];
  readonly holds: readonly { readonly node: number; readonly amount: Units; readonly most: Units }[];
  /** Whatever the limits say, as long as they are those that it was derived from. */
  readonly refusal?: Decision;
}

/** What operations have in common is sent once: nodes, sums and cohorts, each by its place. */
export interface Batch {
  readonly nodes: readonly Node[];
  readonly sums: readonly (Sum & { readonly nodePlace: number; readonly most: Units | null })[];
  readonly cohorts: readonly (CompiledCohort & {
    readonly memberPlaces: readonly number[];
    readonly firstMember: number;
  })[];
  readonly plans: readonly Plan[];
}

interface Asking {
  readonly path: CompiledPath;
  readonly ready: ReadyAsk;
}

/** Puts reserves together for the database; `onlyLooking`: what they would hold is left out. */
export function layOut(asking: readonly Asking[], { onlyLooking = false } = {}): Batch {
  const nodes = collector((node: Node) => node.key);
  const sums = collector((sum: Sum & { nodePlace: number; most: Units | null }) => sum.key);
  const cohorts = collector((cohort: Batch["cohorts"][number]) => cohort.key);
  let members = 0;

  const sumAt = (sum: Sum, most: Units | null) =>
    sums.places.get(sum.key) ?? sums.add({ ...sum, most, nodePlace: nodes.add(sum.node) });
  const cohortAt = (cohort: CompiledCohort) => {
    const known = cohorts.places.get(cohort.key);
    if (known !== undefined) return known;
    if (cohort !== NO_ROOM) nodes.add(cohort.parent);
    const memberPlaces = cohort.members.map(({ sum }) => sumAt(sum, null));
    const firstMember = members;
    members += memberPlaces.length;
    return cohorts.add({ ...cohort, memberPlaces, firstMember });
  };

  const plans = asking.map((one) => planOf(one, onlyLooking, { sumAt, cohortAt, nodeAt: nodes.add }));
  return { nodes: nodes.all, sums: sums.all, cohorts: cohorts.all, plans };
}

interface Places {
  sumAt(sum: Sum, most: Units | null): number;
  cohortAt(cohort: CompiledCohort): number;
  nodeAt(node: Node): number;
}

/**
 * What nothing fits into: so is refused what the limits do not decide, after the database has compared their version and
 * looked for an earlier answer under the same key.
 */
const NO_ROOM: CompiledCohort = {
  key: "no room",
  parent: { key: "no room", organizationId: NOBODY, personId: NOBODY, meter: "" },
  capacity: -1n,
  members: [],
};

function planOf(asking: Asking, onlyLooking: boolean, places: Places): Plan {
  const refusal = onlyLooking ? undefined : refusedOutright(asking.path, asking.ready);
  if (!refusal) return planWithin(asking, onlyLooking, places);

  const shares = [{ cohort: places.cohortAt(NO_ROOM), member: 0, asked: 0n }];
  return { meetings: [], asks: [], holds: [], shares, refusal };
}

function planWithin({ path, ready }: Asking, onlyLooking: boolean, { sumAt, cohortAt, nodeAt }: Places): Plan {
  const meetings: Meeting[] = [];
  const shares: Plan["shares"][number][] = [];
  const holds: Plan["holds"][number][] = [];
  for (const { meter, amount, most } of ready.all) {
    const compiled = path.meter(meter);
    for (const limit of compiled.limits)
      meetings.push({ limit, place: sumAt(limit, limit.most), asked: limit.isSafe ? most : amount });
    // What reduces use always passes, and holds nothing.
    if (most <= 0n) continue;
    for (const { cohort, member, limit } of compiled.shares)
      shares.push({ cohort: cohortAt(cohort), member, asked: amount, limit });
    if (onlyLooking) continue;
    for (const node of compiled.holds) holds.push({ node: nodeAt(node), amount: amount > 0n ? amount : 0n, most });
  }
  return { meetings, shares, holds, asks: meetings.filter(({ limit, asked }) => limit.most !== null && asked > 0n) };
}

function collector<Item>(keyOf: (item: Item) => string) {
  const places = new Map<string, number>();
  const all: Item[] = [];
  return {
    places,
    all,
    /** Its place; added when it is new. */
    add(item: Item): number {
      const key = keyOf(item);
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, all.length);
      all.push(item);
      return all.length - 1;
    },
  };
}
