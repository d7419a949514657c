import type { InvitationFacts } from "../../domain/events.ts";
import type { Message } from "../message.ts";
import type { Notices } from "./notice.ts";
import { asRole } from "./words.ts";

/** News about an invitation beside its own cards: to the inviter, or as a reminder to the invitee. */
export const invitationNotices: Notices<
  | "invitation-created"
  | "invitation-accepted"
  | "invitation-declined"
  | "invitation-revoked"
  | "invitation-superseded"
  | "invitation-resent"
  | "invitation-expired"
  | "invitation-requested"
  | "invitee-reminded"
  | "delivery-retried"
> = {
  "invitation-created": ({ invitation }) => ({
    tone: "neutral",
    title: `${invitation.inviteeLabel} was invited to ${invitation.organization.name} ${asRole(invitation.role)}`,
  }),

  "invitation-accepted": ({ invitation, person }) => ({
    tone: "success",
    title: `${person.name} joined ${invitation.organization.name} ${asRole(invitation.role)}`,
  }),

  "invitation-declined": ({ invitation }) => ({
    tone: "warning",
    title: `${invitation.inviteeLabel} declined the invitation to ${invitation.organization.name}`,
  }),

  "invitation-revoked": ({ invitation }) => ({ tone: "neutral", title: `${nameOf(invitation)} was revoked` }),
  "invitation-superseded": ({ invitation }) => ({ tone: "neutral", title: `${nameOf(invitation)} was sent anew` }),
  "invitation-resent": ({ invitation }) => ({ tone: "neutral", title: `${nameOf(invitation)} was sent anew` }),
  "delivery-retried": ({ invitation }) => ({ tone: "neutral", title: `${nameOf(invitation)} is on its way again` }),

  "invitation-expired": ({ invitation }) => ({
    tone: "warning",
    title: `${nameOf(invitation)} expired`,
    lines: [`${invitation.inviteeLabel} did not answer in time.`],
    actions: [{ label: "Invite again", call: { command: "invite resend", input: { invitation: invitation.id } } }],
  }),

  "invitation-requested": ({ invitation }) => ({
    tone: "neutral",
    title: `${invitation.inviteeLabel} asks for a new invitation to ${invitation.organization.name}`,
    lines: ["The earlier one has ended."],
    actions: [{ label: "Invite again", call: { command: "invite resend", input: { invitation: invitation.id } } }],
  }),

  "invitee-reminded": ({ invitation }) => reminder(invitation),
};

function nameOf({ inviteeLabel, organization }: InvitationFacts): string {
  return `The invitation of ${inviteeLabel} to ${organization.name}`;
}

function reminder({ id, inviter, organization, expiresAt }: InvitationFacts): Message {
  return {
    tone: "warning",
    title: `The invitation to ${organization.name} ends soon`,
    lines: [[`${inviter.name} invited you; it expires `, { time: new Date(expiresAt) }, "."]],
    actions: [
      { label: "Accept", style: "primary", call: { command: "invite accept", input: { invitation: id } } },
      { label: "Decline", style: "danger", call: { command: "invite decline", input: { invitation: id } } },
    ],
  };
}
