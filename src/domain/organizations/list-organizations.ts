import type { OrganizationKind } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { OrganizationView } from "./organization.ts";
import { viewsOf } from "./view.ts";

/** The organizations that the actor belongs to, by name. */
export async function listOrganizations(
  context: Context,
  selection: { readonly kind?: OrganizationKind; readonly text?: string } = {},
): Promise<readonly OrganizationView[]> {
  return viewsOf(context.db, context, selection);
}
