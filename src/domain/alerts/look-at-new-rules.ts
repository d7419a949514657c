import type { World } from "../context.ts";
import { evaluateInTurns } from "./evaluate-subjects.ts";
import { alertKinds } from "./kinds.ts";
import { observers } from "./observe/observers.ts";
import { subjectsInUse } from "./subjects-in-use.ts";
import type { TouchedSubject } from "./touched.ts";

const followingKinds = alertKinds.filter((kind) => observers[kind].touched ?? observers[kind].sweep);

/**
 * Lets rules that were made or changed look at what there is already: what is above a level then is told once, as such.
 * Returns how many rules.
 */
export async function lookAtNewRules(world: World, tenantId: string): Promise<number> {
  const { db } = world;
  const rules = await db.alertRule.findMany({
    where: { tenantId, lookedAt: null },
    select: { id: true, kind: true, changedAt: true, scope: true, organizationId: true, personId: true },
  });
  if (rules.length === 0) return 0;

  const known: ReadonlySet<string> = new Set(followingKinds);
  const following = rules.filter(({ kind }) => known.has(kind));
  const ruleIds = new Set(following.map(({ id }) => id));
  const parts = following.length > 0 ? await subjectsInUse(db, tenantId, (one) => following.some(mayBeAbout(one))) : [];
  for (const touched of parts) {
    for (const way of ["touched", "sweep"] as const) {
      const given = { touched, prompt: "rule", kinds: followingKinds, way, ruleIds } as const;
      // Somebody else is at it, or it is too much: next time.
      if (!(await evaluateInTurns(world, tenantId, given))) return 0;
    }
  }
  for (const { id, changedAt } of rules) {
    await db.alertRule.updateMany({ where: { id, changedAt, lookedAt: null }, data: { lookedAt: world.now } });
  }
  return rules.length;
}

interface About {
  readonly scope: string;
  readonly organizationId: string | null;
  readonly personId: string | null;
}

/** Of an organization's rules all organizations are asked, and those who look at none below it see nothing. */
function mayBeAbout({ organizationId, personId }: TouchedSubject) {
  return (rule: About): boolean => {
    if (rule.personId) return rule.personId === personId;
    if (rule.organizationId) return organizationId !== undefined;
    return rule.scope !== "tenant" || (!organizationId && !personId);
  };
}
