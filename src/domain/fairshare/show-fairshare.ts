import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { NOBODY } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { requireUsageAccess } from "../reports/usage-access.ts";
import { classicShares } from "./classic.ts";
import { fairTree, levelsIn } from "./fair-tree.ts";
import type { Level } from "./fair-tree.ts";
import { loadShareTree, userId } from "./load-tree.ts";
import { reservedOf, usageOf } from "./share-tree.ts";
import type { ShareNode, ShareTree } from "./share-tree.ts";

/** Somebody, or an organization, among those with whom it shares. */
export interface Step extends Level {
  readonly name: string;
  readonly kind: ShareNode["kind"];
  /** As they were set. */
  readonly ownShares: number;
  readonly allShares: number;
  /** Decayed, what is reserved with it; in the meter's smallest unit. */
  readonly used: number;
  /** Of that, what is reserved and not yet used. */
  readonly reserved: number;
  /** Among its siblings: 1 for the best, and how many there are. */
  readonly place: number;
  readonly siblings: number;
}

export interface FairShareOfPerson {
  readonly name: string;
  /** By Fair Tree: 1 comes first. */
  readonly rank: number;
  readonly users: number;
  readonly factor: number;
  /** By Slurm's older formula, for comparison. */
  readonly classicFactor: number;
  /** From the topmost organization down to the person. */
  readonly steps: readonly Step[];
  /** Against somebody else: where the two part, which decides who comes first. */
  /** undefined for oneself, too. */
  readonly against?: Parting | undefined;
}

interface Parting {
  readonly name: string;
  readonly rank: number;
  readonly mine: Step;
  readonly theirs: Step;
}

interface Member {
  readonly organizationId: string;
  readonly personId: string;
}

/**
 * Where a person stands in an organization and why. Everybody sees their own; that of others, also to compare with, takes
 * who may see their use. Refuses with `not-found` where there is no such member who competes.
 */
export async function showFairShare(
  context: Context,
  { member, against }: { readonly member: Member; readonly against?: Member | undefined },
): Promise<FairShareOfPerson> {
  requirePerson(context);
  await requireUsageAccess(context, { scope: "member", ...member });
  if (against) await requireUsageAccess(context, { scope: "member", ...against });

  const tree = await loadShareTree(context.db, context);
  const standing = standingOf(tree, member);
  return against ? { ...standing, against: partingOf(standing, standingOf(tree, against)) } : standing;
}

function standingOf(tree: ShareTree, member: Member): FairShareOfPerson {
  const id = userId(member);
  const steps = stepsTo(tree, id);
  const ranks = fairTree(tree);
  const rank = ranks.get(id);
  if (!steps || !rank) return refuse({ kind: "not-found", thing: "member" });

  return {
    name: steps.at(-1)?.name ?? "",
    rank: rank.rank,
    users: ranks.size,
    factor: rank.factor,
    classicFactor: classicShares(tree).get(id)?.factor ?? 0,
    steps,
  };
}

/** Those right below an organization, or of the whole installation, best first; takes who may see their use. */
export async function listFairShares(
  context: Context,
  { organizationId }: { readonly organizationId: string | null },
): Promise<readonly Step[]> {
  const subject: CountedSubject =
    organizationId === null ? { scope: "tenant" } : { scope: "member", organizationId, personId: NOBODY };
  await requireUsageAccess(context, subject);

  const tree = await loadShareTree(context.db, context);
  const place = organizationId === null ? tree : accountIn(tree, organizationId);
  return place ? stepsIn(place) : refuse({ kind: "not-found", thing: "organization" });
}

function accountIn(tree: ShareTree, id: string): ShareTree | undefined {
  for (const child of tree.children) {
    if (child.kind === "user") continue;
    const found = child.id === id ? child : accountIn(child, id);
    if (found) return found;
  }
  return undefined;
}

function stepsTo(place: ShareTree, id: string): readonly Step[] | undefined {
  for (const child of place.children) {
    const further = child.kind === "user" ? child.id === id && [] : stepsTo(child, id);
    if (!further) continue;
    const step = stepsIn(place).find((one) => one.id === child.id);
    return step ? [step, ...further] : undefined;
  }
  return undefined;
}

function stepsIn(place: ShareTree): readonly Step[] {
  const levels = levelsIn(place);
  const allShares = levels.reduce((sum, { node }) => sum + node.shares, 0);
  return levels.map(({ node, ...level }) => ({
    ...level,
    name: node.name,
    kind: node.kind,
    ownShares: node.shares,
    allShares,
    used: usageOf(node),
    reserved: reservedOf(node),
    place: levels.findIndex(({ levelFs }) => levelFs === level.levelFs) + 1,
    siblings: levels.length,
  }));
}

/** Where two paths part: the Level FS there says who comes first. */
function partingOf(mine: FairShareOfPerson, theirs: FairShareOfPerson): Parting | undefined {
  const index = mine.steps.findIndex(({ id }, at) => theirs.steps[at]?.id !== id);
  const [own, other] = [mine.steps[index], theirs.steps[index]];
  return own && other && { name: theirs.name, mine: own, theirs: other, rank: theirs.rank };
}
