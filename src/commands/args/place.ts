import { refuse } from "../../domain/errors.ts";
import { findOrganization } from "../../domain/quotas/find-organization.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { currentOrganization, organizationChoices } from "./organization.ts";

/** An organization or project that the asker may see: their own, those below them, for admins of the installation all. */
export const place: Kind<OrganizationFound> = {
  kind: "organization",
  label: "Organization",
  field: "suggested",
  alsoKnownAs: ["organization", "project"],
  read: (typed, field) => ({ ok: true, resolve: async (context) => findPlace(context, typed, field) }),
  suggest: async (context, query) => organizationChoices(context, query),
};

async function findPlace(context: CommandContext, typed: string, field: string): Promise<OrganizationFound> {
  const current = currentOrganization(context)?.slug;
  if (typed.toLowerCase() === "current" && !current) return refuse({ kind: "no-current-organization" });

  const slug = typed.toLowerCase() === "current" && current ? current : typed;
  return (
    (await findOrganization(context, { slug })) ??
    (await findOrganization(context, { name: typed })) ??
    refuse({ kind: "not-found", thing: "organization", named: typed, field })
  );
}
