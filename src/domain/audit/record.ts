import type { Transaction } from "../../storage/database.ts";
import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";
import type { Plan } from "../deliveries/plan.ts";
import type { DomainEvent } from "../events.ts";
import { toldFor } from "../people/told-personally.ts";
import { rolesHolding } from "../people/tenant-authority.ts";
import { affectedCards } from "../requests/affected-cards.ts";
import { audienceOf } from "./audience.ts";
import type { Wanted } from "./audience.ts";
import { redact } from "./redact.ts";

/** Writes down what happened and plans the messages that it causes, all within the transaction that did it. */
export async function record(
  tx: Transaction,
  context: Context,
  event: DomainEvent,
  { reason }: { readonly reason?: string | undefined } = {},
): Promise<void> {
  const entryId = context.newId();
  await tx.auditEntry.create({
    data: {
      ...whoAndWhere(context),
      id: entryId,
      outcome: "changed",
      kind: event.kind,
      organizationId: organizationOf(event),
      subject: storable(subjectOf(event)),
      data: toJson(context.quiet ? { ...event, quiet: true } : event),
      reason: reason === undefined ? null : redact(storable(reason)),
    },
  });

  const isTold = ({ subject }: Wanted) => subject !== "notice" || context.quiet !== true;
  for (const wanted of audienceOf(event).filter(isTold)) {
    for (const recipient of await recipientsOf(tx, context, wanted)) {
      const subjectId = wanted.subject === "notice" ? entryId : wanted.subjectId;
      await plan(tx, context, { subject: wanted.subject, subjectId, recipient });
    }
  }
  for (const card of await affectedCards(tx, context.tenantId, event)) await plan(tx, context, card);
}

/** The columns that every audit entry has, whatever it tells of. */
export function whoAndWhere(context: Context) {
  const { actor, origin } = context;
  return {
    tenantId: context.tenantId,
    at: context.now,
    actorId: actor.kind === "person" ? actor.id : null,
    actorLabel: storable(actor.label),
    platform: origin?.platform ?? null,
    command: origin ? redact(storable(origin.command)) : null,
  };
}

/** As it will be read back: dates as ISO 8601, what is undefined left out. */
export function toJson(value: object, write: (text: string) => string = storable): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "string" ? write(inner) : inner,
  );
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair, and nobody shall escape the trail by typing one. */
export function storable<Value extends string | null>(text: Value): Value | string {
  return text === null ? text : text.toWellFormed().replaceAll("\0", "\uFFFD");
}

function organizationOf(event: DomainEvent): string | null {
  if ("organization" in event) return event.organization.id;
  if ("invitation" in event) return event.invitation.organization.id;
  if ("loan" in event) return event.loan.lender.id;

  return "request" in event ? (event.request.organization?.id ?? null) : null;
}

/** Whom or what it happened to, by the name of the time. */
function subjectOf(event: DomainEvent): string | null {
  return thingOf(event) ?? whoseOf(event);
}

function thingOf(event: DomainEvent): string | undefined {
  if ("pause" in event) return event.pause.subject;
  if ("policy" in event) return event.policy.subject;
  if ("announcement" in event) return event.announcement.title;

  return askedOrToldOf(event);
}

function askedOrToldOf(event: DomainEvent): string | undefined {
  if ("invitation" in event) return event.invitation.inviteeLabel;
  if ("loan" in event) return `${event.loan.lender.name} to ${event.loan.borrower.name}`;
  if ("request" in event) return event.request.subject;
  if ("rule" in event) return event.rule.name;
  if ("alert" in event) return event.alert.subject;
  if ("silence" in event) return event.silence.shown;

  return "subscription" in event ? `#${event.subscription.channel}` : undefined;
}

function whoseOf(event: DomainEvent): string | null {
  if ("person" in event) return event.person.name;
  if ("personLabel" in event) return event.personLabel;
  if ("organization" in event) return event.organization.name;
  if ("key" in event) return event.key.name;

  return "workspace" in event ? event.workspace.name : null;
}

async function recipientsOf(tx: Transaction, context: Context, wanted: Wanted): Promise<readonly string[]> {
  if (wanted.recipient === "administrators" || wanted.recipient === "super-admins") {
    const permission = wanted.recipient === "administrators" ? "person:activate" : "plan:reload";
    const people = await tx.person.findMany({
      where: { tenantId: context.tenantId, state: "active", role: { in: rolesHolding(permission) } },
      orderBy: { id: "asc" },
      select: { id: true },
    });
    return people.map((person) => `person:${person.id}`);
  }
  if (wanted.subject !== "notice" && wanted.recipient === "holders") return holdersOf(tx, context, wanted);
  const recipients = wanted.recipient.startsWith("admins:")
    ? await adminsOf(tx, wanted.recipient)
    : await readersOf(tx, context, wanted.recipient);
  if (wanted.subject !== "notice" || context.actor.kind !== "person") return recipients;
  const self = `person:${context.actor.id}`;
  return recipients.filter((recipient) => recipient !== self);
}

/** A service account reads nothing: who answers for it does. */
async function readersOf(tx: Transaction, { tenantId }: Context, recipient: string): Promise<readonly string[]> {
  if (!recipient.startsWith("person:")) return [recipient];
  const told = await toldFor(tx, tenantId, [recipient.slice("person:".length)]);
  return told.map((id) => `person:${id}`);
}

/** Everybody who sets limits in the organization that "admins:<id>" names. */
async function adminsOf(tx: Transaction, recipient: string): Promise<readonly string[]> {
  const rows = await tx.membership.findMany({
    where: {
      organizationId: recipient.slice("admins:".length),
      role: { in: ["owner", "admin"] },
      person: { state: "active", type: "user" },
    },
    orderBy: { personId: "asc" },
    select: { personId: true },
  });
  return rows.map(({ personId }) => `person:${personId}`);
}

/** Whom a card about this was made for. */
async function holdersOf(
  tx: Transaction,
  { tenantId }: Context,
  { subject, subjectId }: Omit<Plan, "recipient">,
): Promise<readonly string[]> {
  const cards = await tx.delivery.findMany({
    where: { tenantId, subject, subjectId },
    orderBy: { id: "asc" },
    select: { recipient: true },
  });
  return cards.map(({ recipient }) => recipient);
}
