import type { InvitationView } from "../../domain/invitations/invitation.ts";
import type { Inline, Message } from "../message.ts";
import { asRole, channels } from "./words.ts";
import type { Channel } from "./words.ts";

/** A workspace in which a command can be typed. */
export interface Workspace {
  readonly platform: Exclude<Channel, "email">;
  /** Slack's team id, Discord's guild id. */
  readonly externalId: string;
  readonly name: string;
}

/** The invitation as an e-mail: why it came, and how to accept in chat with the code that proves the address. */
export function invitationMail(invitation: InvitationView, code: string, workspaces: readonly Workspace[]): Message {
  const { inviter, organization, role, message, expiresAt } = invitation;
  return {
    tone: "neutral",
    title: `${inviter.name} invites you to ${organization.name} ${asRole(role)}`,
    lines: [
      ...(message ? [`${inviter.name} writes: ${message}`] : []),
      "Their cloud account is shared; you need none of your own.",
      ...inOrder(workspaces).map((workspace) => howToAccept(workspace, code)),
      ["The code is for you alone and works until ", { time: expiresAt }, "."],
    ],
    footer: `You get this because ${inviter.name} entered your address. Without an answer the invitation ends by itself.`,
  };
}

function inOrder(workspaces: readonly Workspace[]): readonly Workspace[] {
  return [...workspaces].sort((a, b) => channels.indexOf(a.platform) - channels.indexOf(b.platform));
}

function howToAccept({ platform, externalId, name }: Workspace, code: string): readonly Inline[] {
  switch (platform) {
    case "slack":
      return [
        "To accept in Slack, open ",
        { link: `https://app.slack.com/client/${encodeURIComponent(externalId)}`, label: name },
        " and type ",
        { code: `/qm invite accept invitation:${code}` },
      ];
    case "discord":
      return [
        "To accept in Discord, open ",
        { link: `https://discord.com/channels/${encodeURIComponent(externalId)}`, label: name },
        " and type ",
        { code: `/invite accept invitation:${code}` },
      ];
  }
}
