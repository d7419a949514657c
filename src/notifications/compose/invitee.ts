import type { InvitationView } from "../../domain/invitations/invitation.ts";
import type { InvitationState } from "../../storage/generated/enums.ts";
import type { Button, Message, Text } from "../message.ts";
import { asRole, at, byName } from "./words.ts";

/** The card of somebody who was invited: the same message from the question to its end. */
export function inviteeCard(invitation: InvitationView): Message {
  const { organization, inviter, role } = invitation;
  switch (invitation.state) {
    case "pending":
      return {
        tone: "neutral",
        title: `${inviter.name} invites you to ${organization.name} ${asRole(role)}`,
        lines: [...personalWords(invitation), sharedAccount(), ["Expires ", { time: invitation.expiresAt }]],
        actions: answers(invitation),
      };
    case "accepted":
      return {
        tone: "success",
        title: `You joined ${organization.name} ${asRole(role)}`,
        lines: [at(invitation.decidedAt), accountOf(organization.name)],
        actions: [{ label: "What may I do?", call: { command: "whoami", input: {} } }],
      };
    case "declined":
    case "revoked":
    case "expired":
    case "superseded":
      return endedCard(invitation, invitation.state);
  }
}

type Ended = Exclude<InvitationState, "pending" | "accepted">;

function endedCard(invitation: InvitationView, state: Ended): Message {
  const { organization, inviter, decidedBy } = invitation;
  switch (state) {
    case "declined":
      return ended(invitation, `You declined the invitation to ${organization.name}`, at(invitation.decidedAt));
    case "revoked":
      return ended(
        invitation,
        `The invitation to ${organization.name} was revoked${byName(decidedBy?.name)}`,
        at(invitation.decidedAt),
      );
    case "expired": {
      const line = [...at(invitation.expiresAt), ` ${inviter.name} can send a new one.`];
      return {
        ...ended(invitation, `The invitation to ${organization.name} expired`, line),
        actions: [ask(invitation)],
      };
    }
    case "superseded":
      return supersededCard(invitation);
  }
}

/** Replaced by a newer one, or not needed any more: whoever joined another way has nothing left to answer. */
function supersededCard(invitation: InvitationView): Message {
  const { organization, inviter, successorId } = invitation;
  return successorId === null
    ? ended(
        invitation,
        `You belong to ${organization.name} now`,
        "You came in another way, so there is nothing left to answer here.",
      )
    : ended(
        invitation,
        `A newer invitation to ${organization.name} took this one's place`,
        `${inviter.name} sent another one; answer that one instead.`,
      );
}

function ended(invitation: InvitationView, title: string, line: Text): Message {
  return {
    tone: "neutral",
    title,
    lines: [line],
    footer: `Invited ${asRole(invitation.role)} by ${invitation.inviter.name}`,
  };
}

function ask({ id }: InvitationView): Button {
  return { label: "Ask for a new one", call: { command: "invite ask", input: { invitation: id } } };
}

function personalWords({ inviter, message }: InvitationView): readonly Text[] {
  return message ? [`${inviter.name} writes: ${message}`] : [];
}

function sharedAccount(): Text {
  return "Their cloud account is shared; you need none of your own.";
}

function accountOf(organization: string): Text {
  return `You work with the cloud account of ${organization}; you need none of your own.`;
}

function answers({ id }: InvitationView): readonly Button[] {
  return [
    { label: "Accept", style: "primary", call: { command: "invite accept", input: { invitation: id } } },
    { label: "Decline", style: "danger", call: { command: "invite decline", input: { invitation: id } } },
    { label: "What would I get?", call: { command: "invite show", input: { invitation: id } } },
  ];
}
