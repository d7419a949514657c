import type { Database, Transaction } from "../../storage/database.ts";
import type { OrganizationKind, Role } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { isAtLeast, lowestRole } from "../memberships/authority.ts";
import { chainOf } from "../organizations/tree.ts";
import { rolesHolding } from "../people/tenant-authority.ts";
import type { OrganizationScoped } from "../permissions.ts";
import { isAway } from "./away.ts";
import type { Absence, RequestSubject } from "./request.ts";

const MOST_ASKED = 10;
const MOST_COUNTED = 100;

type Asking = Pick<Context, "tenantId" | "now">;

/** Somebody's question to those who may answer it. */
interface Question {
  readonly subject: RequestSubject;
  readonly requesterId: string;
  /** How many have to agree. */
  readonly least: number;
  /** The admins of the installation, too, though there are enough without them. */
  readonly isEscalated?: boolean;
}

/** Who may answer. */
interface Holder extends Ref {
  readonly awayUntil: Date | null;
}

export interface Reviewers {
  readonly asked: readonly Ref[];
  readonly absence: Absence;
}

/**
 * Who is asked, never the requester and at most ten of each set: for somebody within an organization its admins, for an
 * organization those of the ones above, nearest first, and then the admins of the installation, one set after another
 * until there are as many as have to agree. Who is away is passed over, unless there are too few without them.
 */
export async function reviewersFor(
  db: Database | Transaction,
  asking: Asking,
  { subject, requesterId, least, isEscalated = false }: Question,
): Promise<Reviewers> {
  const known = new Map<string, Holder>();
  const present = () => [...known.values()].filter((holder) => !isAway(holder, asking.now));
  const add = (set: readonly Holder[]) => {
    for (const holder of set) if (!known.has(holder.id)) known.set(holder.id, holder);
  };
  for (const place of await placesOf(db, asking, subject))
    if (present().length < least) add(await holdersAt(db, place, { permission: "quota:set", besides: requesterId }));
  if (present().length < least || isEscalated) add(await installationHolders(db, asking, requesterId));

  const there = present();
  const asked = there.length < least ? [...known.values()] : there;
  return {
    asked: asked.slice(0, MOST_ASKED).map(refOf),
    absence: { away: known.size - there.length, of: known.size },
  };
}

/** Those who set anybody's limits, at most ten and not this person, who are not away. */
export async function installationReviewers(
  db: Database | Transaction,
  asking: Asking,
  besides: string,
): Promise<readonly Ref[]> {
  const holders = await installationHolders(db, asking, besides);
  return holders
    .filter((holder) => !isAway(holder, asking.now))
    .slice(0, MOST_ASKED)
    .map(refOf);
}

interface Holding {
  readonly permission: OrganizationScoped;
  readonly besides?: string;
}

interface Place {
  readonly id: string;
  readonly kind: OrganizationKind;
}

/** Active people whose role in the organization has the permission, at most ten, highest first. */
export async function holdersIn(db: Database | Transaction, place: Place, holding: Holding): Promise<readonly Ref[]> {
  return (await holdersAt(db, place, holding)).slice(0, MOST_ASKED).map(refOf);
}

async function placesOf(
  db: Database | Transaction,
  { tenantId }: Asking,
  subject: RequestSubject,
): Promise<readonly Place[]> {
  if (subject.scope === "person") return [];
  const chain = await chainOf(db, { tenantId, organizationId: subject.organizationId });
  return subject.scope === "organization" ? chain.slice(1) : chain.slice(0, 1);
}

async function installationHolders(
  db: Database | Transaction,
  { tenantId }: Asking,
  besides: string,
): Promise<readonly Holder[]> {
  const rows = await db.person.findMany({
    where: {
      tenantId,
      state: "active",
      type: "user",
      role: { in: rolesHolding("quota:administer") },
      id: { not: besides },
    },
    orderBy: [{ role: "desc" }, { displayName: "asc" }],
    take: MOST_COUNTED,
    select: { id: true, displayName: true, awayUntil: true },
  });
  return rows.map(holderOf);
}

async function holdersAt(
  db: Database | Transaction,
  { id, kind }: Place,
  { permission, besides }: Holding,
): Promise<readonly Holder[]> {
  const lowest = lowestRole(permission, kind);
  const roles = (["owner", "admin", "member"] as const).filter((role: Role) => isAtLeast(role, lowest));
  const rows = await db.membership.findMany({
    where: {
      organizationId: id,
      role: { in: roles },
      ...(besides && { personId: { not: besides } }),
      person: { state: "active", type: "user" },
    },
    orderBy: [{ role: "asc" }, { person: { displayName: "asc" } }],
    take: MOST_COUNTED,
    select: { person: { select: { id: true, displayName: true, awayUntil: true } } },
  });
  return rows.map(({ person }) => holderOf(person));
}

interface Row {
  readonly id: string;
  readonly displayName: string;
  readonly awayUntil: Date | null;
}

function holderOf({ id, displayName: name, awayUntil }: Row): Holder {
  return { id, name, awayUntil };
}

function refOf({ id, name }: Holder): Ref {
  return { id, name };
}
