import { refuse } from "../../domain/errors.ts";
import { readAuthority } from "../../domain/memberships/authority-in.ts";
import type { StandingMembership } from "../../domain/people/standing.ts";
import { isId } from "../../domain/id.ts";
import type { OrganizationKind } from "../../storage/generated/enums.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import type { Choice } from "../reply.ts";

const MOST_SUGGESTIONS = 25;

/** One of the asker's own organizations and projects, by slug or name, or "current". Others are not found. */
export const organization: Kind<StandingMembership> = {
  kind: "organization",
  label: "Organization",
  field: "suggested",
  alsoKnownAs: ["organization", "project"],
  read: (typed, field) => ({ ok: true, resolve: async (context) => findOrganization(context, typed, field) }),
  suggest: async (context, query) => organizationChoices(context, query),
};

/** The asker's memberships, as choices; empty for visitors. */
export function organizationChoices(
  context: CommandContext,
  query: string,
  kind?: OrganizationKind,
): readonly Choice[] {
  const wanted = query.toLowerCase();
  return membershipsOf(context)
    .filter((one) => (!kind || one.kind === kind) && `${one.name} ${one.slug}`.toLowerCase().includes(wanted))
    .slice(0, MOST_SUGGESTIONS)
    .map((one) => ({
      value: one.slug,
      label: `${one.name} (${one.kind === "project" ? "project, " : ""}${one.role})`,
    }));
}

async function findOrganization(context: CommandContext, typed: string, field: string): Promise<StandingMembership> {
  const mine = membershipsOf(context);
  if (typed.toLowerCase() === "current")
    return currentOrganization(context) ?? refuse({ kind: "no-current-organization" });
  const wanted = typed.toLowerCase();
  const found =
    mine.find((one) => one.slug === wanted || one.organizationId === wanted) ??
    mine.find((one) => one.name.toLowerCase() === wanted);
  if (found) return found;
  // Nobody types an id: a button means one that was the asker's when it was made, and may have been deleted since.
  if (isId(wanted)) await readAuthority(context.db, context, wanted);
  return refuse({ kind: "not-found", thing: "organization", named: typed, field });
}

/** Where the asker works at present. */
export function currentOrganization(context: CommandContext): StandingMembership | undefined {
  const { standing } = context;
  if (standing.kind !== "person") return undefined;
  const current = standing.person.currentOrganizationId;
  return standing.memberships.find((one) => one.organizationId === current);
}

export function membershipsOf(context: CommandContext): readonly StandingMembership[] {
  return context.standing.kind === "person" ? context.standing.memberships : [];
}
