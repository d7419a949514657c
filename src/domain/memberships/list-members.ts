import { Prisma } from "../../storage/generated/client.ts";
import type { PersonState, Role } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { mayInviteAs } from "../invitations/rules.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import { readAuthority, requirePermission } from "./authority-in.ts";
import { may } from "./authority.ts";
import type { Authority } from "./authority.ts";
import { mayActOn } from "./grants.ts";
import { everybodyIn, orderOf } from "./member-rows.ts";
import type { MemberFilter, MemberSort, Row } from "./member-rows.ts";

export type MemberAction = "role" | "remove" | "leave" | "resend" | "revoke";

export interface MemberRow {
  /** Exactly one of the two is there: a member, or a pending invitation. */
  readonly personId: string | null;
  readonly invitationId: string | null;
  readonly name: string;
  readonly username: string | null;
  readonly role: Role;
  readonly state: PersonState;
  /** When they joined; for who is invited, when they were. */
  readonly since: Date;
  readonly expiresAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** What the asker may do with this row. */
  readonly may: readonly MemberAction[];
}

export interface MemberPage {
  readonly organization: Ref;
  readonly rows: readonly MemberRow[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

export interface MemberListing extends MemberFilter {
  readonly organizationId: string;
  readonly sort?: MemberSort | undefined;
  readonly descending?: boolean | undefined;
  readonly page?: number | undefined;
}

/** Who belongs to an organization and who is invited, ten a page; a page that is not there becomes the last. */
export async function listMembers(context: Context, listing: MemberListing): Promise<MemberPage> {
  const { db, now } = context;
  const { organizationId, sort = "name", descending = false } = listing;
  const authority = await readAuthority(db, context, organizationId);
  await requirePermission(db, authority, "member:list");

  const everybody = everybodyIn(organizationId, listing, now);
  const counted = await db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM ${everybody} counted`;
  const { total, page, pages, offset } = pageOf(counted[0]?.total ?? 0, listing.page);
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT "personId", "invitationId", "inviterId", name, username, role::text, state::text, since, "expiresAt", "lastSeenAt"
    FROM ${everybody} listed
    ORDER BY ${orderOf(sort, descending)}, "personId", "invitationId" LIMIT ${PAGE_SIZE} OFFSET ${offset}`);
  const { id, name } = authority.organization;
  return { organization: { id, name }, rows: rows.map((row) => rowOf(row, authority)), total, page, pages };
}

function rowOf({ inviterId, ...row }: Row, authority: Authority): MemberRow {
  const actions = row.personId === null ? onInvitation({ ...row, inviterId }, authority) : onMember(row, authority);
  return { ...row, may: actions };
}

function onMember({ personId, role }: Pick<Row, "personId" | "role">, authority: Authority): readonly MemberAction[] {
  if (personId === authority.personId) return ["leave"];
  if (!mayActOn(authority.role, role)) return [];

  return [
    ...(may(authority, "member:role") ? (["role"] as const) : []),
    ...(may(authority, "member:remove") ? (["remove"] as const) : []),
  ];
}

function onInvitation(
  { inviterId, role }: Pick<Row, "inviterId" | "role">,
  authority: Authority,
): readonly MemberAction[] {
  const mayRevoke = inviterId === authority.personId || may(authority, "invitation:revoke");
  return [
    ...(mayInviteAs(authority, { role }) ? (["resend"] as const) : []),
    ...(mayRevoke ? (["revoke"] as const) : []),
  ];
}
