import type { Database, Transaction } from "../../storage/database.ts";
import type { PersonKind, PersonState, Platform } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { emailFrom } from "./email.ts";
import type { InvitationView, Invitee } from "./invitation.ts";

/** Somebody who is invited, under all the names they are known by, so that nobody is invited twice by two names. */
export interface KnownInvitee {
  /** The best of the keys: an account before anything else. */
  readonly key: string;
  readonly keys: readonly string[];
  readonly label: string;
  readonly email: string | null;
  /** Absent for who has no account. */
  readonly personId?: string;
}

const withIdentities = { identities: { select: { platform: true, externalId: true } } } as const;

interface PersonRow {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly emailVerifiedAt: Date | null;
  readonly kind: PersonKind;
  readonly state: PersonState;
  readonly identities: readonly { readonly platform: Platform; readonly externalId: string }[];
}

/** Finds the account behind what the inviter named, if there is one. */
export async function knowInvitee(
  db: Database | Transaction,
  context: Pick<Context, "tenantId">,
  invitee: Invitee,
): Promise<KnownInvitee> {
  const { tenantId } = context;
  switch (invitee.kind) {
    case "person": {
      const person = await db.person.findFirst({ where: { id: invitee.personId, tenantId }, include: withIdentities });
      return person ? known(person) : refuse({ kind: "not-found", thing: "person", field: "person" });
    }
    case "chat":
      return knowChatAccount(db, tenantId, invitee);
    case "email":
      return knowAddress(db, tenantId, invitee.email);
  }
}

async function knowChatAccount(
  db: Database | Transaction,
  tenantId: string,
  { platform, externalId, label, confirmedEmail }: Extract<Invitee, { kind: "chat" }>,
): Promise<KnownInvitee> {
  const identity = await db.identity.findUnique({
    where: { tenantId_platform_externalId: { tenantId, platform, externalId } },
    include: { person: { include: withIdentities } },
  });
  if (identity) return known(identity.person);
  const email = confirmedEmail === undefined ? undefined : emailFrom(confirmedEmail);
  const owner = email === undefined ? null : await ownerOf(db, tenantId, email);
  if (owner) return known(owner);

  const key = `${platform}:${externalId}`;
  return { key, keys: email ? [key, `email:${email}`] : [key], label, email: email ?? null };
}

async function knowAddress(db: Database | Transaction, tenantId: string, text: string): Promise<KnownInvitee> {
  const email = emailFrom(text) ?? refuse({ kind: "email-invalid", email: text, field: "person" });
  const owner = await ownerOf(db, tenantId, email);
  if (owner) return known(owner);

  const key = `email:${email}`;
  return { key, keys: [key], label: email, email };
}

function ownerOf(db: Database | Transaction, tenantId: string, email: string) {
  return db.person.findFirst({ where: { tenantId, email, emailVerifiedAt: { not: null } }, include: withIdentities });
}

function known(person: PersonRow): KnownInvitee {
  if (person.kind === "service")
    return refuse({ kind: "service-account-refused", account: person.displayName, wanted: "invited" });
  if (person.state !== "active" && person.state !== "pending_activation") {
    return refuse({ kind: "not-found", thing: "person", named: person.displayName, field: "person" });
  }
  const email = person.emailVerifiedAt ? person.email : null;
  return {
    key: `person:${person.id}`,
    keys: keysOfPerson(person),
    label: person.displayName,
    email,
    personId: person.id,
  };
}

function keysOfPerson({ id, email, emailVerifiedAt, identities }: PersonRow): readonly string[] {
  return [
    `person:${id}`,
    ...identities.map(({ platform, externalId }) => `${platform}:${externalId}`),
    ...(email && emailVerifiedAt ? [`email:${email}`] : []),
  ];
}

/** Every key under which the actor may have been invited. Asks a visitor's platform for their confirmed address. */
export async function keysOfActor(
  db: Database | Transaction,
  { actor, origin, tenantId }: Context,
): Promise<readonly string[]> {
  if (actor.kind === "person") {
    const person = await db.person.findFirst({ where: { id: actor.id, tenantId }, include: withIdentities });
    return person ? keysOfPerson(person) : [];
  }
  if (!origin) return [];

  const email = emailFrom((await origin.confirmedEmail()) ?? "");
  return [`${origin.platform}:${origin.externalId}`, ...(email ? [`email:${email}`] : [])];
}

/** The invitee of an earlier invitation. */
export function inviteeOf({ inviteeKey, inviteeLabel, inviteeEmail }: InvitationView): Invitee {
  const separator = inviteeKey.indexOf(":");
  const kind = inviteeKey.slice(0, separator);
  const rest = inviteeKey.slice(separator + 1);
  if (kind === "person") return { kind: "person", personId: rest };
  if (kind !== "slack" && kind !== "discord") return { kind: "email", email: rest };

  const address = inviteeEmail === null ? {} : { confirmedEmail: inviteeEmail };
  return { kind: "chat", platform: kind, externalId: rest, label: inviteeLabel, ...address };
}
