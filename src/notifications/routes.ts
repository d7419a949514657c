import type { Delivery, Identity, Person, Prisma } from "../storage/generated/client.ts";
import type { Platform } from "../storage/generated/enums.ts";
import { findChannel } from "./channel-reader.ts";
import type { Channel } from "./compose/words.ts";
import type { ChannelAddress } from "./messenger.ts";
import { parseRecipient } from "./recipient.ts";
import type { Sender } from "./world.ts";

/** One way to reach somebody: the platform's user id, or the e-mail address; or a channel. */
export interface Route {
  readonly channel: Channel;
  readonly address: string | ChannelAddress;
}

/** Whoever looks into a channel: they may be shown what belongs to that organization and below, null: to all. */
export interface Audience {
  readonly subscriptionId: string;
  readonly organizationId: string | null;
}

/** Who reads a delivery, and the ways to them, best first. */
export interface Reader {
  readonly personId: string | undefined;
  /** Set where it is a channel. */
  readonly audience?: Audience;
  /** IANA name. */
  readonly timeZone: string;
  readonly routes: readonly Route[];
  /** Why nothing goes there: for now, or never again. A sentence for people. */
  readonly closed?: { readonly kind: "held" | "undeliverable"; readonly reason: string };
}

type Known = Person & { identities: readonly Identity[] };

/** Finds the ways to a delivery's recipient. Throws RetryLater when a platform cannot be asked just now. */
export async function findReader(sender: Sender, delivery: Delivery): Promise<Reader> {
  const recipient = parseRecipient(delivery.recipient);
  switch (recipient.kind) {
    case "person":
      return findPersonally(sender, delivery, recipient.personId);
    case "chat": {
      const { platform, externalId } = recipient;
      const person = await findPerson(sender, delivery, { identities: { some: { platform, externalId } } });
      const others = person ? await routesTo(sender, person) : await confirmedAddress(sender, delivery);
      return readerOf(person, [{ channel: platform, address: externalId }, ...others]);
    }
    case "email": {
      const { email } = recipient;
      const person = await findPerson(sender, delivery, { email, emailVerifiedAt: { not: null } });
      const chat = person ? await routesTo(sender, person) : await findByEmail(sender, delivery.tenantId, email);
      return readerOf(person, [...chat, { channel: "email", address: email }]);
    }
    case "channel":
      return findChannel(sender, delivery, recipient.subscriptionId);
  }
}

/** Who has left, or was suspended, since it was announced is not told. */
async function findPersonally(sender: Sender, delivery: Delivery, id: string): Promise<Reader> {
  const person = await findPerson(sender, delivery, { id });
  if (delivery.subject === "announcement" && person?.state !== "active")
    return { ...readerOf(person, []), closed: left };

  return readerOf(person, person ? await pastNewcomers(sender, delivery, await routesTo(sender, person)) : []);
}

const left = { kind: "undeliverable", reason: "Their account is not active any more." } as const;

function readerOf(person: Known | null, routes: readonly Route[]): Reader {
  return {
    personId: person?.id,
    timeZone: person?.timeZone ?? "UTC",
    routes: [...new Map(routes.map((route) => [JSON.stringify(route), route])).values()],
  };
}

type PersonFilter =
  | { id: string }
  | { identities: { some: { platform: Platform; externalId: string } } }
  | { email: string; emailVerifiedAt: { not: null } };

function findPerson({ db }: Sender, { tenantId }: Delivery, filter: PersonFilter): Promise<Known | null> {
  return db.person.findFirst({ where: { tenantId, ...filter }, include: { identities: true } });
}

async function routesTo(sender: Sender, person: Known): Promise<readonly Route[]> {
  const preferred = person.identities.length > 1 ? await lastUsed(sender, person) : undefined;
  const chat = [...person.identities]
    .sort((a, b) => rank(a.platform, preferred) - rank(b.platform, preferred))
    .map(({ platform, externalId }) => ({ channel: platform, address: externalId }));
  const isReachableByMail = person.email && person.emailVerifiedAt;
  return isReachableByMail ? [...chat, { channel: "email", address: person.email ?? "" }] : chat;
}

/** News of a link goes past the account that was just linked: with a stolen code, that is the thief's. */
async function pastNewcomers(
  { db }: Sender,
  { tenantId, subject, subjectId }: Delivery,
  routes: readonly Route[],
): Promise<readonly Route[]> {
  if (subject !== "notice" || routes.length < 2) return routes;
  const where = { id: subjectId, tenantId, kind: "identity-linked" } satisfies Prisma.AuditEntryWhereInput;
  const linked = await db.auditEntry.findFirst({ where, select: { platform: true } });
  if (!linked) return routes;

  const isNew = ({ channel }: Route) => channel === linked.platform;
  return [...routes.filter((route) => !isNew(route)), ...routes.filter(isNew)];
}

function rank(platform: Platform, preferred: Platform | undefined): number {
  if (platform === preferred) return 0;
  return platform === "slack" ? 1 : 2;
}

/** The platform on which somebody last changed something; what they merely look at is not recorded. */
async function lastUsed({ db }: Sender, { id, tenantId }: Person): Promise<Platform | undefined> {
  const entry = await db.auditEntry.findFirst({
    where: { tenantId, actorId: id, platform: { not: null } },
    orderBy: { at: "desc" },
    select: { platform: true },
  });
  return entry?.platform ?? undefined;
}

/** For a visitor who was invited: the address that their platform has confirmed. */
async function confirmedAddress({ db }: Sender, delivery: Delivery): Promise<readonly Route[]> {
  if (delivery.subject !== "invitation:invitee") return [];
  const invitation = await db.invitation.findFirst({
    where: { id: delivery.subjectId, tenantId: delivery.tenantId },
    select: { inviteeEmail: true },
  });
  return invitation?.inviteeEmail ? [{ channel: "email", address: invitation.inviteeEmail }] : [];
}

async function findByEmail({ db, messengers }: Sender, tenantId: string, email: string): Promise<readonly Route[]> {
  const workspaces = await db.workspace.findMany({
    where: { tenantId },
    distinct: ["platform"],
    orderBy: { platform: "asc" },
  });
  const routes: Route[] = [];
  for (const { platform } of workspaces) {
    const address = await messengers[platform]?.findByEmail?.(email);
    if (address) routes.push({ channel: platform, address });
  }
  return routes;
}
