import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
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

export type MemberAction = "role" | "remove" | "remove-account" | "leave" | "resend" | "revoke";

export interface MemberRow extends Omit<Row, "inviterId"> {
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

  const wanted = Math.max(1, Math.trunc(listing.page ?? 1) || 1);
  const asked = { ...listing, sort, descending, now };
  const found = await readPage(db, asked, wanted);
  const { total, page, pages } = pageOf(found.total, wanted);
  const rows = page === wanted ? found.rows : (await readPage(db, asked, page)).rows;
  const { id, name } = authority.organization;
  return { organization: { id, name }, rows: rows.map((row) => rowOf(row, authority)), total, page, pages };
}

interface Listing extends MemberFilter {
  readonly organizationId: string;
  readonly sort: MemberSort;
  readonly descending: boolean;
  readonly now: Date;
}

/** A page's rows and the total in one go; the total of a page beyond the end is asked for by itself. */
async function readPage(
  db: Database,
  { sort, descending, now, organizationId, ...filter }: Listing,
  page: number,
): Promise<{ readonly rows: readonly Row[]; readonly total: number }> {
  const everybody = everybodyIn(organizationId, filter, now);
  const rows = await readRows<Row & { total: number }>(
    db,
    Prisma.sql`
    SELECT "personId", "invitationId", "inviterId", name, username, role::text, kind::text, state::text, since, "expiresAt",
      "lastSeenAt", (count(*) OVER ())::int AS total
    FROM ${everybody} listed
    ORDER BY ${orderOf(sort, descending)}, "personId", "invitationId"
    LIMIT ${PAGE_SIZE} OFFSET ${(page - 1) * PAGE_SIZE}`,
  );
  if (rows.length > 0 || page === 1) return { rows, total: rows[0]?.total ?? 0 };

  const counted = await readRows<{ total: number }>(
    db,
    Prisma.sql`SELECT count(*)::int AS total FROM ${everybody} counted`,
  );
  return { rows: [], total: counted[0]?.total ?? 0 };
}

function rowOf({ inviterId, ...row }: Row, authority: Authority): MemberRow {
  const actions = row.personId === null ? onInvitation({ ...row, inviterId }, authority) : onMember(row, authority);
  return { ...row, may: actions };
}

function onMember(
  { personId, role, kind }: Pick<Row, "personId" | "role" | "kind">,
  authority: Authority,
): readonly MemberAction[] {
  if (personId === authority.personId) return ["leave"];
  if (!mayActOn(authority.role, role)) return [];
  if (kind === "service") return may(authority, "service:remove") ? ["remove-account"] : [];

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
