import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import type { Context, Origin, PersonActor } from "../../src/domain/context.ts";
import type { MemberSetting } from "../../src/domain/permissions.ts";
import type { Database } from "../../src/storage/database.ts";
import type {
  Admission,
  OrganizationKind,
  PersonState,
  PersonType,
  Platform,
  PlatformRole,
  Prerequisite,
  Registration,
  Role,
} from "../../src/storage/generated/enums.ts";

export const NOON = new Date("2026-11-21T12:00:00.000Z");
export const DAY = 24 * 60 * 60 * 1000;

export const later = (milliseconds: number, from = NOON) => new Date(from.getTime() + milliseconds);

export const newId = () => uuidv7();

const unique = (prefix: string) => `${prefix}${randomBytes(5).toString("hex")}`;

export const newCode = () => {
  const code = randomBytes(5).toString("hex").toUpperCase();
  return `${code.slice(0, 5)}-${code.slice(5)}`;
};

export interface World {
  readonly db: Database;
  readonly tenantId: string;
  readonly workspaces: Readonly<Record<Platform, string>>;
}

/** A tenant with a Slack workspace and a Discord server. */
export async function aTenant(
  db: Database,
  { registration = "open", claimed = true }: { registration?: Registration; claimed?: boolean } = {},
): Promise<World> {
  const tenantId = newId();
  const workspaces = { slack: unique("T"), discord: unique("9") };
  await db.tenant.create({
    data: { id: tenantId, name: unique("Site "), registration, foundedAt: NOON, claimedAt: claimed ? NOON : null },
  });
  for (const platform of ["slack", "discord"] as const) {
    const externalId = workspaces[platform];
    await db.workspace.create({
      data: { id: newId(), tenantId, platform, externalId, name: platform, joinedAt: NOON },
    });
  }
  return { db, tenantId, workspaces };
}

export interface SomePerson extends PersonActor {
  readonly username: string;
  readonly slackId: string;
  readonly email: string;
}

interface PersonWish {
  readonly name?: string;
  readonly username?: string;
  readonly state?: PersonState;
  readonly type?: PersonType;
  readonly role?: PlatformRole;
  readonly email?: string;
}

/** A person known on Slack, with a verified address. */
export async function aPerson(
  { db, tenantId }: World,
  { name = "Alice Moreau", state = "active", type = "user", role = "regular", ...wish }: PersonWish = {},
): Promise<SomePerson> {
  const id = newId();
  const username = wish.username ?? unique("u_");
  const email = wish.email ?? `${username.toLowerCase()}@example.com`;
  const slackId = unique("U");
  await db.person.create({
    data: {
      id,
      tenantId,
      username,
      displayName: name,
      email,
      emailVerifiedAt: NOON,
      state,
      type,
      role,
      createdAt: NOON,
      identities: {
        create: { id: newId(), platform: "slack", externalId: slackId, handle: username, linkedAt: NOON },
      },
    },
  });
  const actor = { kind: "person", id, label: name, role, type, state } as const;
  return { ...actor, currentOrganizationId: null, timeZone: "UTC", username, slackId, email };
}

export interface OrganizationWish {
  readonly name?: string;
  readonly kind?: OrganizationKind;
  readonly members?: readonly (readonly [person: PersonActor, role: Role])[];
  readonly on?: readonly MemberSetting[];
  readonly admission?: Admission;
  readonly prerequisites?: readonly Prerequisite[];
}

export interface SomeOrganization {
  readonly id: string;
  readonly name: string;
}

/** An organization with exactly these members. */
export async function anOrganization(
  { db, tenantId }: World,
  {
    kind = "organization",
    members = [],
    on = [],
    admission = "invite_any",
    prerequisites = [],
    ...wish
  }: OrganizationWish,
): Promise<SomeOrganization> {
  const id = newId();
  const name = wish.name ?? unique("Lab ");
  const settings = Object.fromEntries(on.map((setting) => [setting, true]));
  await db.organization.create({
    data: {
      id,
      tenantId,
      kind,
      name,
      slug: unique("lab-"),
      admission,
      prerequisites: [...prerequisites],
      createdAt: NOON,
      ...settings,
    },
  });
  for (const [person, role] of members) {
    await db.membership.create({
      data: { id: newId(), tenantId, organizationId: id, personId: person.id, role, joinedAt: NOON },
    });
  }
  return { id, name };
}

interface ContextWish {
  readonly now?: Date;
  readonly command?: string;
}

/** A request from a person, by Slack. */
export function contextOf(
  { db, tenantId }: World,
  actor: SomePerson,
  { now = NOON, command = "" }: ContextWish = {},
): Context {
  const origin = originOf({ externalId: actor.slackId, handle: actor.username, name: actor.label, command });
  return { tenantId, actor, db, now, configuration: builtInConfiguration(NOON), newId, newCode, origin };
}

interface VisitorWish extends ContextWish {
  readonly platform?: Platform;
  readonly externalId?: string;
  readonly handle?: string;
  readonly name?: string;
  readonly email?: string;
}

/** A request from somebody without an account. */
export function visitorContext({ db, tenantId }: World, wish: VisitorWish = {}): Context & { readonly origin: Origin } {
  const origin = originOf(wish);
  return {
    tenantId,
    db,
    newId,
    newCode,
    configuration: builtInConfiguration(NOON),
    origin,
    now: wish.now ?? NOON,
    actor: { kind: "visitor", label: origin.displayName },
  };
}

function originOf({
  platform = "slack",
  externalId = unique("U"),
  handle = "bob",
  name = "Bob Ekman",
  ...rest
}: VisitorWish): Origin {
  return {
    platform,
    externalId,
    handle,
    displayName: name,
    command: rest.command ?? "",
    confirmedEmail: async () => rest.email,
  };
}

/** The program itself, at an instant. */
export function systemWorld(db: Database, now = NOON) {
  return { db, now, configuration: builtInConfiguration(NOON), newId, newCode };
}

/** The problem that a verb refuses with; fails when it does not refuse. */
export async function problemOf(work: Promise<unknown>): Promise<unknown> {
  const outcome = await work.then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
  return typeof outcome === "object" && outcome !== null && "problem" in outcome ? outcome.problem : outcome;
}

/** Opens that many connections, however slow the machine, so that what follows is truly simultaneous. */
export async function warmUp(db: Database, connections: number): Promise<void> {
  for (;;) {
    const hold = () => db.$queryRaw`SELECT 1 FROM pg_sleep(0.2)`;
    const outcomes = await Promise.allSettled(Array.from({ length: connections }, hold));
    if (outcomes.every((outcome) => outcome.status === "fulfilled")) return;
  }
}
