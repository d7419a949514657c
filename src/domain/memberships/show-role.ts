import type { Context } from "../context.ts";
import { readAuthority, requirePermission } from "./authority-in.ts";
import { memberIn } from "./member.ts";
import type { Member } from "./member.ts";

/** One member and their role; whoever does not belong to the organization is not found in it. */
export async function showRole(
  context: Context,
  { organizationId, personId }: { readonly organizationId: string; readonly personId: string },
): Promise<Member> {
  const authority = await readAuthority(context.db, context, organizationId);
  await requirePermission(context.db, authority, "member:list");
  return memberIn(context.db, authority.organization, personId);
}
