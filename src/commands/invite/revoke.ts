import { revokeInvitation } from "../../domain/invitations/revoke-invitation.ts";
import { showInvitation } from "../../domain/invitations/show-invitation.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { formButton } from "../words.ts";

export const inviteRevoke = defineCommand({
  name: ["invite", "revoke"],
  aliases: [
    ["invite", "cancel"],
    ["invite", "withdraw"],
  ],
  title: "Revoke an invitation",
  submit: "Revoke",
  summary: "Take an invitation back before it is answered",
  details: "Your own invitations, or, as owner or admin, anybody's.",
  group: "Invite and manage people",
  effect: "changes",
  args: {
    invitation: arg.sentInvitation("Whom it invites: a mention, a name or an e-mail address"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "invite revoke ann@example.com",
  tells: "The invited person: their message says that it was revoked, and by whom.",

  async confirm(context, { invitation }) {
    const row = await showInvitation(context, { invitationId: invitation });
    if (row.state !== "pending" || !row.may.includes("revoke")) return undefined;
    return {
      title: `Revoke the invitation of ${row.inviteeLabel} to ${row.organization.name}?`,
      lines: ["It can no longer be accepted. You can invite again at any time."],
      button: "Revoke",
      pinned: { invitation },
    };
  },

  async run(context, { invitation, reason }) {
    const revoked = await revokeInvitation(context, { invitationId: invitation, ...(reason && { reason }) });
    return {
      tone: "success",
      title: `Revoked the invitation of ${revoked.inviteeLabel} to ${revoked.organization.name}`,
      actions: [formButton("Invite again", "invite create", { org: revoked.organization.slug, role: revoked.role })],
    };
  },
});
