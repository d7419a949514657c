import { refuse } from "../../domain/errors.ts";
import { listPolicies } from "../../domain/policies/list-policies.ts";
import type { PolicyRow } from "../../domain/policies/list-policies.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import { mayIn } from "../access.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { administers } from "../quota/whose.ts";

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** A policy, by part of what it is called in the list: "gpu_hours", "pause at 80 %"; buttons give its id. */
export const policy: Kind<string> = {
  kind: "text",
  label: "Policy",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (ID.test(typed)) return given(typed);
    return {
      ok: true,
      resolve: async (context) => only(matching(await policiesHere(context), typed), { field, typed }),
    };
  },
  async suggest(context, query) {
    const here = currentOrganization(context);
    if (!administers(context) && !(here && mayIn(context.standing, here, "quota:set"))) return [];
    return matching(await policiesHere(context), query).map((row) => ({ value: row.policy.id, label: labelOf(row) }));
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

function matching(rows: readonly PolicyRow[], typed: string): readonly PolicyRow[] {
  const wanted = typed.toLowerCase();
  return rows.filter((row) => `${labelOf(row)} ${row.policy.meter}`.toLowerCase().includes(wanted));
}

function only(
  rows: readonly PolicyRow[],
  { field, typed }: { readonly field: string; readonly typed: string },
): string {
  const [first, ...others] = rows;
  if (!first) return refuse({ kind: "not-found", thing: "policy", named: typed, field });
  if (others.length === 0) return first.policy.id;

  const expected = `one of several (${rows.map(labelOf).join("; ")}): choose it in policy list`;
  throw new CommandError({ kind: "not-a-value", field, typed, expected });
}
