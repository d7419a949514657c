import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { OrganizationView } from "./organization.ts";
import { viewsOf } from "./view.ts";

/** One of the actor's organizations; any other is not found. */
export async function showOrganization(
  context: Context,
  { organizationId }: { readonly organizationId: string },
): Promise<OrganizationView> {
  const [view] = await viewsOf(context.db, context, { organizationId });
  return view ?? refuse({ kind: "not-found", thing: "organization" });
}
