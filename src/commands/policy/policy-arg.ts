import { refuse } from "../../domain/errors.ts";
import { listPolicies } from "../../domain/policies/list-policies.ts";
import type { PolicyRow } from "../../domain/policies/list-policies.ts";
import { isId } from "../../domain/id.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import { mayIn } from "../access.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { administers } from "../quota/whose.ts";

/** So many are named where several are meant, and offered while somebody types. */
const MOST_SUGGESTIONS = 25;

/** A policy, by part of what it is called in the list: "gpu_hours", "pause at 80 %"; buttons give its id. */
export const policy: Kind<string> = {
  kind: "text",
  label: "Policy",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      resolve: async (context) => only(context, matching(await policiesHere(context), typed), { field, typed }),
    };
  },
  async suggest(context, query) {
    const here = currentOrganization(context);
    if (!administers(context) && !(here && mayIn(context.standing, here, "quota:set"))) return [];
    const found = matching(await policiesHere(context), query).slice(0, MOST_SUGGESTIONS);
    return found.map((row) => ({ value: row.policy.id, label: labelOf(row) }));
  },
};

/** Of the installation for who administers it, else of where one works. */
export function placeLooked(context: CommandContext): string | undefined {
  if (administers(context)) return undefined;
  return currentOrganization(context)?.organizationId ?? refuse({ kind: "no-current-organization" });
}

async function policiesHere(context: CommandContext): Promise<readonly PolicyRow[]> {
  const organizationId = placeLooked(context);
  const { rows, pages } = await listPolicies(context, { organizationId });
  const rest = Array.from({ length: pages - 1 }, (_, index) =>
    listPolicies(context, { organizationId, page: index + 2 }),
  );
  return [...rows, ...(await Promise.all(rest)).flatMap((page) => page.rows)];
}

function labelOf({ facts }: PolicyRow): string {
  return `${facts.subject}: ${policyWords(facts)}`;
}

/** Every word has to be part of it. */
function matching(rows: readonly PolicyRow[], typed: string): readonly PolicyRow[] {
  const wanted = typed.toLowerCase().split(/\s+/u);
  return rows.filter((row) => {
    const label = `${labelOf(row)} ${row.policy.meter}`.toLowerCase();
    return wanted.every((word) => label.includes(word));
  });
}

/** Of several, the one that is about where the asker works is meant. */
function meant(rows: readonly PolicyRow[], here: string | undefined): PolicyRow | undefined {
  const near = rows.filter(({ policy: { organizationId } }) => here !== undefined && organizationId === here);
  return rows.length === 1 ? rows[0] : near.length === 1 ? near[0] : undefined;
}

interface Typed {
  readonly field: string;
  readonly typed: string;
}

function only(context: CommandContext, rows: readonly PolicyRow[], { field, typed }: Typed): string {
  if (rows.length === 0) return refuse({ kind: "not-found", thing: "policy", named: typed, field });
  const one = meant(rows, currentOrganization(context)?.organizationId);
  if (one) return one.policy.id;

  const candidates = rows.map((row) => ({ value: row.policy.id, label: labelOf(row) }));
  throw new CommandError({ kind: "ambiguous", field, typed, things: "policies", candidates });
}
