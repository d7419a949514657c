import { Prisma } from "../../storage/generated/client.ts";
import type { InvitationState } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { readAuthority, requirePermission } from "../memberships/authority-in.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import type { InvitationRow } from "./invitation.ts";
import { keysOfActor } from "./invitee.ts";
import { readInvitations } from "./read-invitation.ts";
import { actionsOn } from "./rules.ts";

export interface InvitationPage {
  readonly organization: Ref;
  readonly rows: readonly InvitationRow[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

interface Listing {
  readonly organizationId: string;
  readonly state?: InvitationState | undefined;
  /** Part of the invitee's or the inviter's name. */
  readonly text?: string | undefined;
  readonly page?: number | undefined;
}

/** The invitations of an organization, newest first, ten a page; a page that is not there becomes the last. */
export async function listInvitations(context: Context, listing: Listing): Promise<InvitationPage> {
  const { db, now } = context;
  const authority = await readAuthority(db, context, listing.organizationId);
  await requirePermission(db, authority, "invitation:list");
  const where = conditionOf(listing, now);
  const counted = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM invitation i JOIN person inviter ON inviter.id = i.inviter_id WHERE ${where}`;
  const { page, pages, offset, total } = pageOf(counted[0]?.total ?? 0, listing.page);

  const invitations = await readInvitations(db, now, { where, limit: PAGE_SIZE, offset });
  const keys = await keysOfActor(db, context);
  const rows = invitations.map((invitation) => ({
    ...invitation,
    may: actionsOn(invitation, { authority, isInvitee: keys.includes(invitation.inviteeKey) }),
  }));
  const { id, name } = authority.organization;
  return { organization: { id, name }, rows, total, page, pages };
}

function conditionOf({ organizationId, state, text = "" }: Listing, now: Date): Prisma.Sql {
  const wanted = text.trim().toLowerCase();
  return Prisma.sql`i.organization_id = ${organizationId}::uuid
    AND (${state ?? null}::text IS NULL OR ${state ?? null}::text =
      CASE WHEN i.state = 'pending' AND i.expires_at <= ${now} THEN 'expired' ELSE i.state::text END)
    AND (strpos(lower(i.invitee_label), ${wanted}) > 0 OR strpos(lower(inviter.display_name), ${wanted}) > 0)`;
}

/** What waits for the actor's own answer, newest first; visitors have invitations too. */
export async function listMyInvitations(context: Context): Promise<readonly InvitationRow[]> {
  const { db, now, tenantId } = context;
  const keys = await keysOfActor(db, context);
  if (keys.length === 0) return [];

  const invitations = await readInvitations(db, now, {
    where: Prisma.sql`i.tenant_id = ${tenantId}::uuid AND i.invitee_key = ANY(${keys})
      AND i.state = 'pending' AND i.expires_at > ${now}`,
  });
  return invitations.map((invitation) => ({
    ...invitation,
    may: actionsOn(invitation, { authority: undefined, isInvitee: true }),
  }));
}
