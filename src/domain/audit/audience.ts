import { alertAudiences } from "./audience-alerts.ts";
import type { DomainEvent, EventKind, EventOf, InvitationFacts, Ref } from "../events.ts";
import type { PauseFacts } from "../pauses/events.ts";
import type { PolicyFacts } from "../policies/events.ts";
import type { LoanFacts } from "../quotas/events.ts";
import type { RequestFacts } from "../requests/events.ts";
import type { ReportFacts } from "../scheduled-reports/events.ts";

type CardSubject =
  | "invitation:invitee"
  | "invitation:inviter"
  | "request:requester"
  | "request:reviewer"
  | "loan:lender"
  | "loan:borrower";

/**
 * A message that an event causes. A card is about an invitation, a request or a loan and edited in place; a notice is
 * told once. Recipients are written as in Delivery; "administrators" stands for everybody who activates people,
 * "super-admins" for who loads the configuration, "holders" for all who have such a card already.
 */
export type Wanted =
  | { readonly subject: CardSubject; readonly subjectId: string; readonly recipient: string }
  | { readonly subject: CardSubject; readonly subjectId: string; readonly recipient: "holders" }
  | { readonly subject: "notice"; readonly recipient: string }
  | { readonly subject: "notice"; readonly recipient: "administrators" | "super-admins" };

const person = (id: string) => `person:${id}`;
/** Stands for everybody who sets limits in an organization. */
const adminsOf = (organizationId: string) => `admins:${organizationId}`;

interface OfSomebody {
  readonly quota?: { readonly subjectKey: string };
  readonly grant?: { readonly subjectKey: string };
}

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
const requester = ({ request }: { readonly request: RequestFacts }): Wanted => ({
  subject: "request:requester",
  subjectId: request.id,
  recipient: person(request.requester.id),
});
const requestCards = (event: { readonly request: RequestFacts }): readonly Wanted[] => [
  requester(event),
  { subject: "request:reviewer", subjectId: event.request.id, recipient: "holders" },
];
const requestAnswered = (event: { readonly request: RequestFacts }) => [
  ...requestCards(event),
  notice(person(event.request.requester.id)),
];
const requestAsked = ({ request, asked }: { readonly request: RequestFacts; readonly asked: readonly Ref[] }) => [
  ...requestCards({ request }),
  ...asked.map(({ id }): Wanted => ({
    subject: "request:reviewer",
    subjectId: request.id,
    recipient: person(id),
  })),
];
const loanCards = ({ loan }: { readonly loan: LoanFacts }): readonly Wanted[] => [
  { subject: "loan:lender", subjectId: loan.id, recipient: "holders" },
  { subject: "loan:borrower", subjectId: loan.id, recipient: "holders" },
];
const loanAnswered = (event: { readonly loan: LoanFacts }) => [
  ...loanCards(event),
  notice(person(event.loan.proposer.id)),
];
const loanOffered = ({ loan, asked }: { readonly loan: LoanFacts; readonly asked: readonly Ref[] }) => {
  const [own, other] = loan.askedFor ? (["borrower", "lender"] as const) : (["lender", "borrower"] as const);
  const card = (side: "lender" | "borrower", { id }: Ref): Wanted => ({
    subject: `loan:${side}`,
    subjectId: loan.id,
    recipient: person(id),
  });
  return [card(own, loan.proposer), ...asked.map((one) => card(other, one))];
};
/** A person's limit is theirs to know; an organization's its admins', a role's and the installation's nobody's by itself. */
const whoeverItBinds = (event: { readonly person?: Ref; readonly organization?: Ref } & OfSomebody) => {
  if (event.person) return [notice(person(event.person.id))];
  const isPool = (event.quota ?? event.grant)?.subjectKey.startsWith("organization:") ?? false;
  return isPool && event.organization ? [notice(adminsOf(event.organization.id))] : [];
};
/** Whoever is held back, the keepers of what is, and who set it, by whatever way. */
const whoeverIsPaused = (
  subjectKey: string,
  setBy: Ref,
  { person: one, organization }: { readonly person?: Ref; readonly organization?: Ref },
): readonly Wanted[] => [
  ...(subjectKey === "tenant" ? [{ subject: "notice", recipient: "administrators" } as const] : []),
  ...(one ? [notice(person(one.id))] : []),
  ...(organization && !one ? [notice(adminsOf(organization.id))] : []),
  notice(person(setBy.id)),
];
const pauseTold = ({
  pause,
  ...about
}: {
  readonly pause: PauseFacts;
  readonly person?: Ref;
  readonly organization?: Ref;
}) => whoeverIsPaused(pause.subjectKey, pause.setBy, about);
const policyTold = ({
  policy,
  ...about
}: {
  readonly policy: PolicyFacts;
  readonly person?: Ref;
  readonly organization?: Ref;
}) => whoeverIsPaused(policy.subjectKey, policy.createdBy, about);
const thePerson = (event: { readonly person: Ref }) => [notice(person(event.person.id))];

const whoAnswersForIt = ({ responsible }: { readonly responsible: Ref }) => [notice(person(responsible.id))];

const whoSetItUp = ({ report }: { readonly report: ReportFacts }) => [notice(person(report.by.id))];

const audiences: Audiences = {
  "tenant-founded": nobody,
  "workspace-connected": nobody,
  "join-code-created": nobody,
  "registration-changed": nobody,
  "person-registered": ({ state }) => (state === "pending_activation" ? [notice("administrators")] : []),
  "person-activated": thePerson,
  "person-suspended": thePerson,
  "person-reinstated": thePerson,
  "person-away-set": nobody,
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
  "quota-set": whoeverItBinds,
  "quota-unset": whoeverItBinds,
  "quota-ended": whoeverItBinds,
  "quota-paused": pauseTold,
  "quota-resumed": pauseTold,
  "quota-pause-ended": pauseTold,
  "policy-created": policyTold,
  "policy-deleted": policyTold,
  "policy-fired": policyTold,
  // Whoever asked for it hears that it was approved.
  "grant-created": (event) => (event.grant.requestId ? [] : whoeverItBinds(event)),
  "grant-voided": whoeverItBinds,
  "grant-ending": whoeverItBinds,
  "grant-ended": whoeverItBinds,
  "fair-share-set": ({ organization, person: one }) => [
    notice(adminsOf(organization.id)),
    ...(one ? [notice(person(one.id))] : []),
  ],
  "organization-moved": ({ organization, before, after }) =>
    [organization, before, after].flatMap((place) => (place ? [notice(adminsOf(place.id))] : [])),
  "quota-requested": requestAsked,
  "quota-request-escalated": requestAsked,
  // An edited card rings no bell, and who approved something else has to look again.
  "quota-request-voted": (event) => [...requestCards(event), ...event.lapsed.map(({ id }) => notice(person(id)))],
  "quota-request-approved": requestAnswered,
  "quota-request-denied": requestAnswered,
  "quota-request-cancelled": requestCards,
  "quota-request-expired": requestAnswered,
  "loan-offered": loanOffered,
  "loan-accepted": loanAnswered,
  "loan-declined": loanAnswered,
  "loan-cancelled": loanCards,
  "loan-expired": loanAnswered,
  "loan-ending": ({ loan }) => [notice(adminsOf(loan.lender.id)), notice(adminsOf(loan.borrower.id))],
  "loan-returned": loanAnswered,
  "person-plan-changed": thePerson,
  "organization-plan-changed": ({ told }) => told.map(({ id }) => notice(person(id))),
  "configuration-loaded": nobody,
  "configuration-refused": () => [notice("super-admins")],
  "service-account-created": whoAnswersForIt,
  "service-account-assigned": (event) => [...whoAnswersForIt(event), notice(person(event.before.id))],
  "service-account-removed": whoAnswersForIt,
  ...alertAudiences,
  // A line in the channel that says who set it up.
  "report-scheduled": ({ report }) => (report.channel === null ? [] : [notice(`channel:${report.id}`)]),
  "report-stopped": whoSetItUp,
  // It is there.
  "report-posted": nobody,
  "api-key-created": nobody,
  "api-key-revoked": nobody,
};

/** Who hears of an event. People are not told what they did themselves: see `record`. */
export function audienceOf(event: DomainEvent): readonly Wanted[] {
  // Safe: the table's entry for a kind takes the event of that kind, which the index type cannot say.
  const audience = audiences[event.kind] as (event: DomainEvent) => readonly Wanted[];
  return audience(event);
}
