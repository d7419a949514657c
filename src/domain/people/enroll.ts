import type { Transaction } from "../../storage/database.ts";
import type { PersonState, PlatformRole } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context, Origin } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { emailFrom } from "../invitations/email.ts";
import { foundOrganization } from "../organizations/found.ts";
import { lineOf } from "../organizations/naming.ts";
import { firstFreeUsername, problemWithUsername, usernameFrom } from "./username.ts";

/** What is known of somebody who gets an account now. */
export interface Newcomer {
  readonly origin: Origin;
  readonly displayName: string;
  /** Absent: one is derived from the handle. */
  readonly username?: string;
  /** Proven by the platform or by a code, lower case. */
  readonly email?: string;
}

export interface NewcomerInput {
  readonly username?: string;
  readonly displayName?: string;
}

export interface Registered {
  readonly person: Ref;
  readonly username: string;
  readonly state: PersonState;
  readonly platformRole: PlatformRole;
  /** The personal organization; absent until the account is active. */
  readonly organization?: Ref;
}

/** Checks what the newcomer typed, and asks the platform for the address it has confirmed. Before any lock is taken. */
export async function newcomerOf(context: Context, { username, displayName }: NewcomerInput = {}): Promise<Newcomer> {
  const { actor, origin } = context;
  if (actor.kind !== "visitor" || !origin) return refuse({ kind: "already-registered", username: actor.label });
  const badUsername = username === undefined ? undefined : problemWithUsername(username);
  if (badUsername) refuse(badUsername);

  const name = displayName === undefined ? namedByPlatform(origin) : typedName(displayName);
  const email = emailFrom((await origin.confirmedEmail()) ?? "");
  return {
    origin,
    displayName: name,
    ...(username !== undefined && { username }),
    ...(email !== undefined && { email }),
  };
}

function typedName(text: string): string {
  const name = lineOf(text);
  return "line" in name ? name.line : refuse({ kind: "text-invalid", field: "displayName", ...name });
}

/** People may call themselves anything on a platform; what is no line of text gives way to the handle. */
function namedByPlatform({ displayName, handle }: Origin): string {
  const name = lineOf(displayName);
  return "line" in name ? name.line : usernameFrom(handle);
}

/** Creates the account with its identity and, once active, its personal organization. The caller holds the tenant's lock. */
export async function enroll(
  tx: Transaction,
  context: Context,
  { newcomer, state, role }: { readonly newcomer: Newcomer; readonly state: PersonState; readonly role: PlatformRole },
): Promise<Registered> {
  const { tenantId, now } = context;
  const { origin, displayName, email } = newcomer;
  await requireFreeIdentity(tx, tenantId, origin);
  if (email) await requireFreeEmail(tx, tenantId, email);
  const username = await freeUsername(tx, tenantId, newcomer);

  const person = { id: context.newId(), name: displayName };
  const { platform, externalId, handle, timeZone } = origin;
  await tx.person.create({
    data: {
      id: person.id,
      tenantId,
      username,
      displayName,
      state,
      role,
      createdAt: now,
      lastSeenAt: now,
      ...(email && { email, emailVerifiedAt: now }),
      ...(timeZone && { timeZone }),
      identities: { create: { id: context.newId(), platform, externalId, handle, linkedAt: now } },
    },
  });
  await record(tx, context, { kind: "person-registered", person, username, state, platformRole: role });
  await record(tx, context, { kind: "identity-linked", person, platform, handle, by: "registration" });
  const registered = { person, username, state, platformRole: role };
  if (state !== "active") return registered;

  return { ...registered, organization: await foundPersonalOrganization(tx, context, person) };
}

/** What registering brings, as soon as the person is active: an organization of their own, where they are from now on. */
export async function foundPersonalOrganization(tx: Transaction, context: Context, founder: Ref): Promise<Ref> {
  const organization = await foundOrganization(tx, context, {
    founder,
    name: founder.name,
    kind: "organization",
    personal: true,
  });
  await tx.person.updateMany({
    where: { id: founder.id, currentOrganizationId: null },
    data: { currentOrganizationId: organization.id },
  });
  return organization;
}

async function requireFreeIdentity(tx: Transaction, tenantId: string, { platform, externalId }: Origin): Promise<void> {
  const identity = await tx.identity.findUnique({
    where: { tenantId_platform_externalId: { tenantId, platform, externalId } },
    select: { person: { select: { username: true } } },
  });
  if (identity) refuse({ kind: "already-registered", username: identity.person.username });
}

async function requireFreeEmail(tx: Transaction, tenantId: string, email: string): Promise<void> {
  const owner = await tx.person.findFirst({
    where: { tenantId, email, emailVerifiedAt: { not: null } },
    select: { id: true },
  });
  if (owner) refuse({ kind: "email-taken", email });
}

async function freeUsername(tx: Transaction, tenantId: string, newcomer: Newcomer): Promise<string> {
  const wanted = newcomer.username ?? usernameFrom(newcomer.origin.handle);
  const near = await tx.$queryRaw<{ username: string }[]>`
    SELECT lower(username) AS username FROM person
    WHERE tenant_id = ${tenantId}::uuid AND starts_with(lower(username), lower(left(${wanted}, 58)))`;
  const username = firstFreeUsername(wanted, new Set(near.map((person) => person.username)));
  if (newcomer.username !== undefined && username !== wanted) {
    refuse({ kind: "username-taken", username: wanted, suggestion: username, field: "username" });
  }
  return username;
}
