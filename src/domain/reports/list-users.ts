import type { PersonKind, PersonState, PersonType, PlatformRole } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import type { Page } from "../paging.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { usageTop } from "../usage/read-usage.ts";
import type { Period } from "./period.ts";

export type UserSort = "name" | "usage" | "activity" | "seen" | "registered";

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly state: PersonState;
  readonly kind: PersonKind;
  readonly type: PersonType;
  readonly role: PlatformRole;
  readonly organizations: number;
  readonly registeredAt: Date;
  readonly lastSeenAt: Date | null;
  /** Of the meters asked for, in the period. */
  readonly usage: Units;
  readonly activity: Units;
}

interface Listing {
  readonly period: Pick<Period, "from" | "to">;
  /** The names of the meters behind the columns. */
  readonly usageMeter: string;
  readonly activityMeter: string;
  readonly text?: string | undefined;
  readonly state?: PersonState | undefined;
  readonly kind?: PersonKind | undefined;
  readonly sort: UserSort;
  readonly descending: boolean;
  readonly page: number;
}

/** Everybody with an account here, with what they used and how active they were. Who sorts by a figure sees most first. */
export async function listUsers(
  context: Context,
  { period, usageMeter, activityMeter, page, ...listing }: Listing,
): Promise<Page & { readonly rows: readonly UserRow[]; readonly all: readonly UserRow[] }> {
  await requireTenantPermission(context.db, context, "usage:read");

  const [people, usage, activity] = await Promise.all([
    peopleLike(context, listing),
    usedBy(context, usageMeter, period),
    usedBy(context, activityMeter, period),
  ]);
  const rows = people.map((person): UserRow => ({
    ...person,
    usage: usage.get(person.id) ?? 0n,
    activity: activity.get(person.id) ?? 0n,
  }));
  const all = rows.toSorted(orderOf(listing.sort));
  const ordered = listing.descending ? all.toReversed() : all;
  const at = pageOf(ordered.length, page);
  return { ...at, all: ordered, rows: ordered.slice(at.offset, at.offset + PAGE_SIZE) };
}

async function peopleLike({ db, tenantId }: Context, { text, state, kind }: Pick<Listing, "text" | "state" | "kind">) {
  const has = text && { contains: text, mode: "insensitive" as const };
  const people = await db.person.findMany({
    where: {
      tenantId,
      state: state ?? { not: "deleted" },
      ...(kind && { kind }),
      ...(has && { OR: [{ displayName: has }, { username: has }, { email: has }] }),
    },
    include: { _count: { select: { memberships: true } } },
  });
  return people.map(({ id, displayName, username, type, role, createdAt, lastSeenAt, _count, ...person }) => ({
    id,
    username,
    type,
    role,
    lastSeenAt,
    state: person.state,
    kind: person.kind,
    name: displayName,
    organizations: _count.memberships,
    registeredAt: createdAt,
  }));
}

async function usedBy(context: Context, meter: string, { from, to }: Pick<Period, "from" | "to">) {
  const everybody = await context.db.person.count({ where: { tenantId: context.tenantId } });
  const rows = await usageTop(context.db, context, { by: "person", meter, from, to, limit: everybody + 1 });
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

function byName(one: UserRow, other: UserRow): number {
  return one.name.localeCompare(other.name, "en") || one.id.localeCompare(other.id);
}

function orderOf(sort: UserSort): (one: UserRow, other: UserRow) => number {
  const rank = rankOf(sort);
  return (one, other) => rank(other) - rank(one) || byName(one, other);
}

/** Higher comes first. */
function rankOf(sort: UserSort): (row: UserRow) => number {
  switch (sort) {
    case "name":
      return () => 0;
    case "usage":
      return ({ usage }) => Number(usage);
    case "activity":
      return ({ activity }) => Number(activity);
    case "seen":
      return ({ lastSeenAt }) => lastSeenAt?.getTime() ?? 0;
    case "registered":
      return ({ registeredAt }) => registeredAt.getTime();
  }
}
