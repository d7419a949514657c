import type { DomainEvent, EventKind, EventOf, InvitationFacts, Ref } from "../events.ts";

type CardSubject = "invitation:invitee" | "invitation:inviter";

/**
 * A message that an event causes. A card is about an invitation and edited in place; a notice is told once.
 * Recipients are written as in Delivery; "administrators" stands for everybody who activates people.
 */
export type Wanted =
  | { readonly subject: CardSubject; readonly subjectId: string; readonly recipient: string }
  | { readonly subject: "notice"; readonly recipient: string }
  | { readonly subject: "notice"; readonly recipient: "administrators" };

const person = (id: string) => `person:${id}`;

function cards(invitation: InvitationFacts): readonly Wanted[] {
  return [
    { subject: "invitation:invitee", subjectId: invitation.id, recipient: invitation.inviteeKey },
    { subject: "invitation:inviter", subjectId: invitation.id, recipient: person(invitation.inviter.id) },
  ];
}

function notice(recipient: string): Wanted {
  return { subject: "notice", recipient };
}

type Audiences = { readonly [Kind in EventKind]: (event: EventOf<Kind>) => readonly Wanted[] };

const nobody = () => [];
const bothCards = (event: { readonly invitation: InvitationFacts }) => cards(event.invitation);
/** An edited card rings no bell, so the inviter is also told. */
const bothCardsAndTheInviter = ({ invitation }: { readonly invitation: InvitationFacts }) => [
  ...cards(invitation),
  notice(person(invitation.inviter.id)),
];
const thePerson = (event: { readonly person: Ref }) => [notice(person(event.person.id))];

const audiences: Audiences = {
  "tenant-founded": nobody,
  "workspace-connected": nobody,
  "join-code-created": nobody,
  "registration-changed": nobody,
  "person-registered": ({ state }) => (state === "pending_activation" ? [notice("administrators")] : []),
  "person-activated": thePerson,
  "link-code-created": nobody,
  "identity-linked": (event) => (event.by === "registration" ? [] : thePerson(event)),
  "email-verified": nobody,
  "ssh-key-added": nobody,
  "ssh-key-removed": nobody,
  "organization-created": nobody,
  "organization-configured": nobody,
  "organization-deleted": ({ members }) => members.map(({ id }) => notice(person(id))),
  "organization-switched": nobody,
  "member-added": (event) => (event.how === "added" ? thePerson(event) : []),
  "member-addition-prevented": ({ personKey }) => [notice(personKey)],
  "member-removed": thePerson,
  "member-left": nobody,
  "member-role-changed": thePerson,
  "help-requested": ({ asked }) => asked.map(({ id }) => notice(person(id))),
  "invitation-created": bothCards,
  "invitation-accepted": bothCardsAndTheInviter,
  "invitation-declined": bothCardsAndTheInviter,
  // With the organization, the inviters were told once for all of them.
  "invitation-revoked": (event) => (event.because ? bothCards(event) : bothCardsAndTheInviter(event)),
  "invitation-superseded": bothCards,
  "invitation-resent": bothCards,
  "invitation-expired": bothCardsAndTheInviter,
  "invitation-requested": ({ invitation }) => [notice(person(invitation.inviter.id))],
  "invitee-reminded": ({ invitation }) => [notice(invitation.inviteeKey)],
  "delivery-retried": bothCards,
  "api-key-created": nobody,
  "api-key-revoked": nobody,
};

/** Who hears of an event. People are not told what they did themselves: see `record`. */
export function audienceOf(event: DomainEvent): readonly Wanted[] {
  // Safe: the table's entry for a kind takes the event of that kind, which the index type cannot say.
  const audience = audiences[event.kind] as (event: DomainEvent) => readonly Wanted[];
  return audience(event);
}
