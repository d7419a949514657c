import type { DeliveryView, InvitationView } from "../../domain/invitations/invitation.ts";
import type { Button, Message, Text } from "../message.ts";
import { asRole, at, byName, sentence, throughChannel } from "./words.ts";

/** The card of somebody who invited: where the invitation is, and how it ended. */
export function inviterCard(invitation: InvitationView): Message {
  const { organization, inviteeLabel: invitee, role } = invitation;
  switch (invitation.state) {
    case "pending":
      return waiting(invitation);
    case "accepted":
      return {
        tone: "success",
        title: `${invitee} joined ${organization.name} ${asRole(role)}`,
        lines: [at(invitation.decidedAt)],
      };
    case "declined":
      return {
        tone: "warning",
        title: `${invitee} declined the invitation to ${organization.name}`,
        lines: [at(invitation.decidedAt)],
        actions: [resend(invitation, "Invite again")],
      };
    case "revoked":
      return {
        tone: "neutral",
        title: `The invitation of ${invitee} to ${organization.name} was revoked${byName(invitation.decidedBy?.name)}`,
        lines: [at(invitation.decidedAt)],
      };
    case "expired":
      return {
        tone: "warning",
        title: `The invitation of ${invitee} to ${organization.name} expired`,
        lines: [at(invitation.expiresAt), `${invitee} did not answer in time.`],
        actions: [resend(invitation, "Invite again")],
      };
    case "superseded":
      return superseded(invitation);
  }
}

/** Without a successor, the invitee joined another way. */
function superseded({ organization, inviteeLabel: invitee, successorId }: InvitationView): Message {
  return successorId === null
    ? {
        tone: "neutral",
        title: `${invitee} belongs to ${organization.name} now`,
        lines: ["They came in another way, so this invitation has ended."],
      }
    : {
        tone: "neutral",
        title: `The invitation of ${invitee} to ${organization.name} was sent anew`,
        lines: ["A newer invitation took this one's place; its own card says how it stands."],
      };
}

function waiting(invitation: InvitationView): Message {
  const { organization, inviteeLabel, role, delivery, expiresAt } = invitation;
  const isStuck = delivery?.state === "failed" || delivery?.state === "undeliverable";
  return {
    tone: isStuck ? "warning" : "neutral",
    title: `Invited ${inviteeLabel} to ${organization.name} ${asRole(role)}`,
    lines: [...whereItIs(invitation), ["Expires ", { time: expiresAt }]],
    actions: [...(isStuck ? [retry(invitation)] : []), resend(invitation, "Resend"), revoke(invitation)],
  };
}

function whereItIs({ delivery, inviteeEmail }: InvitationView): readonly Text[] {
  if (!delivery) return ["Waiting to be sent."];
  switch (delivery.state) {
    case "undeliverable":
      return [`Not delivered. ${sentence(delivery.error ?? "Nobody could be reached")}`];
    case "failed":
      return [`Not delivered yet. ${sentence(delivery.error ?? "Every attempt failed")}`];
    case "pending":
    case "held":
    case "sent":
      return delivery.sentAt ? whereItWent(delivery, delivery.sentAt, inviteeEmail) : underway(delivery.error);
  }
}

function underway(error: string | null): readonly Text[] {
  return [error ? `On its way. ${sentence(error)}` : "On its way."];
}

function whereItWent({ channel, error }: DeliveryView, time: Date, inviteeEmail: string | null): readonly Text[] {
  const sent: Text = [`Waiting: sent ${throughChannel(channel)} `, { time }];
  if (!error) return [sent];
  const instead =
    channel === "email" && inviteeEmail ? `to ${inviteeEmail}` : throughChannel(channel).replace(/^in /u, "to ");
  return [sent, `${sentence(error)} So it went ${instead}.`];
}

function resend({ id }: InvitationView, label: string): Button {
  return { label, call: { command: "invite resend", input: { invitation: id } } };
}

function revoke({ id }: InvitationView): Button {
  return { label: "Revoke", style: "danger", call: { command: "invite revoke", input: { invitation: id } } };
}

function retry({ id }: InvitationView): Button {
  return { label: "Retry", style: "primary", call: { command: "invite retry", input: { invitation: id } } };
}
