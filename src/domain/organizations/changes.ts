import type { Prerequisite } from "../../storage/generated/enums.ts";
import type { OrganizationChanges } from "../events.ts";
import type { OrganizationFacts } from "../memberships/authority.ts";
import { memberSettings } from "./organization.ts";

/** What of the wish differs from what is: the same keys in `before` and `after`; both empty when nothing changes. */
export function changesOf(
  current: Pick<OrganizationFacts, "settings" | "admission" | "prerequisites">,
  wish: OrganizationChanges,
): { readonly before: OrganizationChanges; readonly after: OrganizationChanges; readonly changed: boolean } {
  const switched = memberSettings.filter(
    (name) => wish.settings?.[name] !== undefined && wish.settings[name] !== current.settings[name],
  );
  const admission = wish.admission !== undefined && wish.admission !== current.admission;
  const prerequisites = wish.prerequisites !== undefined && !sameSet(wish.prerequisites, current.prerequisites);
  const pick = (source: OrganizationChanges): OrganizationChanges => ({
    ...(switched.length > 0 && {
      settings: Object.fromEntries(switched.map((name) => [name, source.settings?.[name] ?? false])),
    }),
    ...(admission && source.admission && { admission: source.admission }),
    ...(prerequisites && source.prerequisites && { prerequisites: [...new Set(source.prerequisites)].sort() }),
  });
  return { before: pick(current), after: pick(wish), changed: switched.length > 0 || admission || prerequisites };
}

function sameSet(a: readonly Prerequisite[], b: readonly Prerequisite[]): boolean {
  return a.every((one) => b.includes(one)) && b.every((one) => a.includes(one));
}
